UPDATE case_opinion SET state = $4, answer = $5, ended_at = $6, ended_by = $7
 WHERE region = $1 AND case_id = $2 AND id = $3 AND state = 'asked'
