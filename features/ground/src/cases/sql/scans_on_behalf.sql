SELECT id, file_name, size_bytes, sha256, added_at
  FROM case_on_behalf_scan
 WHERE region = $1 AND case_id = $2 AND removed_at IS NULL
 ORDER BY id
