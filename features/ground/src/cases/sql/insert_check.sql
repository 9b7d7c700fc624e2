INSERT INTO case_check
  (region, case_id, id, agency, about, evidence, state, due_on, opened_at, found, answer, outcome)
VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, '', '', '')
