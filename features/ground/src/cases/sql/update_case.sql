UPDATE case_file
   SET number = $3, digest = $4, subject_name = $5, subject_code = $6, state = $7, filed_at = $8, due_on = $9,
       due_provisional = $10, days_left_stopped = $11, decided_at = $12, updated_at = $13, mode = $14, express = $15
 WHERE region = $1 AND id = $2
