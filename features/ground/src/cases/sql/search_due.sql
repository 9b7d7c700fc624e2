SELECT c.region, c.id, c.number, c.playbook, c.digest, c.service, c.subject_id, c.subject_name, c.subject_code, c.state,
       c.filed_at, c.due_on, c.due_provisional, c.days_left_stopped, c.decided_at, c.updated_at, c.kind, c.mode, c.express
  FROM case_file c
 WHERE (c.state <> 'draft' OR c.subject_id = $1)
   AND (1 = 1)
   AND ($2 = '' OR $2 LIKE '%,' || c.state || ',%')
   AND ($3 = '' OR c.playbook = $3)
   AND ($4 = '' OR c.service = $4)
   AND ($5 = '' OR lower(c.subject_name) LIKE $5 OR lower(c.subject_code) LIKE $5 OR lower(c.number) LIKE $5)
   AND COALESCE(c.filed_at, 0) >= $6 AND COALESCE(c.filed_at, 0) <= $7
   AND COALESCE(c.due_on, '9999-12-31') <= $8
   AND COALESCE(c.due_on, '9999-12-31') >= $9
   AND (COALESCE(c.due_on, '9999-12-31') > $9 OR (COALESCE(c.due_on, '9999-12-31') = $9 AND (c.region > $10 OR (c.region = $10 AND c.id > $11))))
 ORDER BY COALESCE(c.due_on, '9999-12-31'), c.region, c.id
 LIMIT $12
