SELECT id, kind, from_applicant, office, body, sent_at, file_name, size_bytes
  FROM case_message
 WHERE region = $1 AND case_id = $2
 ORDER BY sent_at, id
 LIMIT 1000
