INSERT INTO case_material
  (region, case_id, id, need, evidence, file_name, content_type, size_bytes, sha256, promised, issued_on, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
