INSERT INTO case_opinion
  (region, case_id, id, step, asking, agency, person, question, due_on, asked_at, asked_by, state, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', '')
