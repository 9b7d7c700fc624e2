INSERT INTO certificate_revocation
  (region, id, case_id, number, reason, basis, effective_on, hear_until, asked_by, asked_office, asked_at, state, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', '')
