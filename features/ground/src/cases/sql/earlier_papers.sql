SELECT m.case_id, c.number, c.playbook, c.service, c.filed_at,
       m.id, m.need, m.evidence, m.file_name, m.content_type, m.size_bytes, m.sha256, m.promised, m.issued_on, m.added_at
  FROM case_file c
  JOIN case_material m ON m.region = c.region AND m.case_id = c.id
 WHERE c.region = $1 AND c.subject_id = $2 AND c.id <> $3 AND c.kind = $4 AND c.filed_at IS NOT NULL
   AND ($5 = '' OR c.id = $5) AND m.removed_at IS NULL AND m.promised = 0
 ORDER BY c.filed_at DESC, c.id DESC, m.need, m.id
 LIMIT 5000
