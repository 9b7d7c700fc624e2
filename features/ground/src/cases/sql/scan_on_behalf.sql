SELECT file_name, content_type, content
  FROM case_on_behalf_scan
 WHERE region = $1 AND case_id = $2 AND id = $3 AND removed_at IS NULL
