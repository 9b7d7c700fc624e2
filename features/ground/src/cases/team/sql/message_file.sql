SELECT m.kind, m.file_name, m.content_type, f.content
  FROM case_message m
  JOIN case_message_file f ON f.region = m.region AND f.case_id = m.case_id AND f.message_id = m.id
 WHERE m.region = $1 AND m.case_id = $2 AND m.id = $3
