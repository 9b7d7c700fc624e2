SELECT c.region, c.id, c.number, c.playbook, c.digest, c.service, c.kind, c.mode, c.express, c.subject_id, c.subject_name,
       c.subject_code, c.state, c.filed_at, c.due_on, c.due_provisional, c.days_left_stopped, c.decided_at, c.updated_at,
       b.entered_by, b.entered_name, b.agency, b.visitor, b.capacity, b.seen, b.received_on, b.entered_at,
       b.objection, b.objected_at, b.answer, b.answered_at
  FROM case_on_behalf b
  JOIN case_file c ON c.region = b.region AND c.id = b.case_id
 WHERE b.agency = $1 AND b.region >= $2 AND b.region <= $3
   AND ($4 = '' OR c.state = $4)
   AND ($5 = '' OR lower(c.subject_name) LIKE $5 OR lower(c.subject_code) LIKE $5 OR c.number LIKE $5)
   AND ($6 = '' OR b.entered_by = $6)
 ORDER BY CASE WHEN $7 = 'name' THEN c.subject_name END NULLS LAST,
          CASE WHEN $7 = '-name' THEN c.subject_name END DESC NULLS LAST,
          CASE WHEN $7 = 'received' THEN b.received_on END NULLS LAST,
          CASE WHEN $7 = '-received' THEN b.received_on END DESC NULLS LAST,
          CASE WHEN b.objection IS NOT NULL AND b.answer IS NULL THEN 0 WHEN c.state = 'draft' THEN 1 ELSE 2 END,
          b.entered_at DESC, c.id
 LIMIT $8
