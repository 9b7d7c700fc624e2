UPDATE case_check
   SET state = $4, found = $5, found_at = $6, found_by = $7, hear_until_on = $8, outcome = $9, ended_at = $10,
       ended_office = $11
 WHERE region = $1 AND case_id = $2 AND id = $3
