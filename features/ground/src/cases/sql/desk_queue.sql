SELECT s.region, s.case_id, s.step, s.state AS step_state,
       CASE WHEN s.stopped_for IS NULL THEN s.due_on END AS due_on,
       c.number, c.digest, c.service, c.subject_name, c.subject_code
  FROM case_step s
  JOIN case_file c ON c.region = s.region AND c.id = s.case_id
 WHERE s.region >= $1 AND s.region <= $2
   AND s.agency = $3
   AND (1 = 1)
   AND s.state <> 'waiting'
   AND c.state <> 'draft'
   AND ($4 = '' OR s.state = $4)
   AND ($5 = '' OR lower(c.subject_name) LIKE $5 OR lower(c.subject_code) LIKE $5 OR lower(c.number) LIKE $5)
   AND ($6 = '' OR c.service = $6)
 ORDER BY CASE WHEN $9 = 'name' THEN c.subject_name END NULLS LAST,
          CASE WHEN $9 = '-name' THEN c.subject_name END DESC NULLS LAST,
          CASE WHEN $9 = 'filed' THEN c.filed_at END NULLS LAST,
          CASE WHEN $9 = '-filed' THEN c.filed_at END DESC NULLS LAST,
          CASE WHEN $9 = '-due' THEN s.due_on END DESC NULLS LAST,
          CASE s.state WHEN 'open' THEN 0 WHEN 'correction' THEN 1 ELSE 2 END, s.express DESC,
          s.due_on NULLS LAST, c.filed_at, s.case_id, s.step
 LIMIT $7 OFFSET $8
