INSERT INTO case_file
  (region, id, playbook, digest, service, subject_id, subject_name, subject_code, state, due_provisional, created_at,
   updated_at, kind)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', 0, $9, $9, $10)
