SELECT id, need, evidence, file_name, content_type, size_bytes, sha256, promised, issued_on, added_at
  FROM case_material
 WHERE region = $1 AND case_id = $2 AND removed_at IS NULL
 ORDER BY need, id
