INSERT INTO certificate
  (region, number, case_id, evidence, digest, service, subject_name, subject_code, issued_at, valid_until, token)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
