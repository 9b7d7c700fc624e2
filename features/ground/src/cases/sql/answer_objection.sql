UPDATE case_objection
   SET state = $3, answer = $4, answered_at = $5, answered_by = $6, answered_office = $7
 WHERE region = $1 AND id = $2 AND state = 'open'
