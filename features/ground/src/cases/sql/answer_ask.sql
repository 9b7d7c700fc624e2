UPDATE case_ask SET state = $4, answered_at = $5, answered_by = $6, answered_office = $7, answer = $8
 WHERE region = $1 AND case_id = $2 AND id = $3 AND state = 'asked'
