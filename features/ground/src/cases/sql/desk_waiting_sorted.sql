SELECT s.region, s.case_id, s.step, s.state AS step_state,
       CASE WHEN s.stopped_for IS NULL THEN s.due_on END AS due_on,
       s.express, s.assignee, c.number, c.digest, c.service, c.subject_name, c.subject_code, c.filed_at
  FROM case_step s
  JOIN case_file c ON c.region = s.region AND c.id = s.case_id
 WHERE s.region >= $1 AND s.region <= $2
   AND s.agency = $3
   AND (1 = 1)
   AND s.state IN ('open', 'correction')
   AND ($4 = '' OR s.state = $4)
   AND ($5 = '' OR lower(c.subject_name) LIKE $5 OR lower(c.subject_code) LIKE $5 OR lower(c.number) LIKE $5)
   AND ($6 = '' OR c.service = $6)
   AND ($7 = '' OR ($7 = 'nobody' AND s.assignee IS NULL) OR s.assignee = $7)
   AND ($8 = '' OR (s.state = 'open' AND s.stopped_for IS NULL AND s.due_on IS NOT NULL AND (
        ($8 = 'overdue' AND s.due_on < $9) OR ($8 = 'today' AND s.due_on = $9)
        OR ($8 = 'soon' AND s.due_on > $9 AND s.due_on <= $10) OR ($8 = 'later' AND s.due_on > $10))))
 ORDER BY CASE WHEN $13 = 'name' THEN c.subject_name END NULLS LAST,
          CASE WHEN $13 = '-name' THEN c.subject_name END DESC NULLS LAST,
          CASE WHEN $13 = 'service' THEN c.service END NULLS LAST,
          CASE WHEN $13 = '-service' THEN c.service END DESC NULLS LAST,
          CASE WHEN $13 = 'filed' THEN c.filed_at END NULLS LAST,
          CASE WHEN $13 = '-filed' THEN c.filed_at END DESC NULLS LAST,
          CASE WHEN $13 = '-due' THEN s.due_on END DESC NULLS LAST,
          CASE s.state WHEN 'open' THEN 0 ELSE 1 END, 1 - s.express, COALESCE(s.due_on, '9999-12-31'), s.case_id, s.step
 LIMIT $11 OFFSET $12
