INSERT INTO case_ask
  (region, case_id, id, kind, state, days, reason, asked_at, asked_by, asked_office, answer)
VALUES ($1, $2, $3, $4, 'asked', $5, $6, $7, $8, $9, '')
