UPDATE case_step
   SET state = $4, opened_at = $5, due_on = $6, decided_at = $7, decided_by = $8, reason = $9, asks_for = $10,
       waits_for = $11, decided_person = $12, stopped_for = $13, express = $14
 WHERE region = $1 AND case_id = $2 AND step = $3
