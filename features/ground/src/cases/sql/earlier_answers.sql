SELECT f.case_id, c.number, c.playbook, c.service, c.filed_at,
       f.fact, f.kind, f.value, f.answered, f.source_zh, f.source_en, f.as_of_on
  FROM case_file c
  JOIN case_fact f ON f.region = c.region AND f.case_id = c.id
 WHERE c.region = $1 AND c.subject_id = $2 AND c.id <> $3 AND c.kind = $4 AND c.filed_at IS NOT NULL
   AND ($5 = '' OR c.id = $5) AND f.answered = 1
 ORDER BY c.filed_at DESC, c.id DESC, f.fact
 LIMIT 5000
