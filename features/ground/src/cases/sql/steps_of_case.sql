SELECT step, agency, position, state, waits_for, working_days, opened_at, due_on, decided_at, decided_by, reason, asks_for,
       decided_person, stopped_for, express
  FROM case_step
 WHERE region = $1 AND case_id = $2
 ORDER BY position, step
