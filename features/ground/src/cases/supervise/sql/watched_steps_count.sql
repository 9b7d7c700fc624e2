SELECT COUNT(*) AS found
  FROM case_step s
  JOIN case_file c ON c.region = s.region AND c.id = s.case_id
 WHERE s.region >= $1 AND s.region <= $2
   AND (1 = 1)
   AND s.state IN ('open', 'correction')
   AND c.state <> 'draft'
   AND ($3 = '' OR s.agency = $3)
   AND ($4 = '' OR c.service = $4)
   AND ($5 = '' OR s.step = $5)
   AND ($6 = '' OR ($6 = 'nobody' AND s.assignee IS NULL) OR s.assignee = $6)
   AND ($7 = '' OR (s.state = 'open' AND s.stopped_for IS NULL AND s.due_on IS NOT NULL AND (
        ($7 = 'overdue' AND s.due_on < $8) OR ($7 = 'today' AND s.due_on = $8)
        OR ($7 = 'soon' AND s.due_on > $8 AND s.due_on <= $9) OR ($7 = 'later' AND s.due_on > $9))))
   AND ($10 = '' OR lower(c.subject_name) LIKE $10 OR lower(c.subject_code) LIKE $10 OR lower(c.number) LIKE $10)
   AND ($11 = ''
        OR ($11 = 'open' AND s.state = 'open')
        OR ($11 = 'express' AND s.express = 1)
        OR ($11 = 'correction' AND s.state = 'correction')
        OR ($11 = 'stopped' AND s.state = 'open' AND s.stopped_for IS NOT NULL)
        OR ($11 = 'given' AND s.assignee IS NOT NULL AND s.assigned_note IS NOT NULL)
        OR ($11 IN ('extended', 'extension-asked') AND EXISTS (
              SELECT 1 FROM case_ask a WHERE a.region = s.region AND a.case_id = s.case_id AND a.kind = 'extension'
                 AND a.state = CASE WHEN $11 = 'extended' THEN 'granted' ELSE 'asked' END))
        OR ($11 = 'returned-again' AND 1 < (
              SELECT COUNT(*) FROM case_clock_event e
               WHERE e.region = s.region AND e.case_id = s.case_id AND e.clock = s.step
                 AND e.kind = 'stop' AND e.cause = 'correction')))
   AND (CAST($12 AS BIGINT) = 0 OR s.opened_at > $12)
   AND (CAST($13 AS BIGINT) = 0 OR s.opened_at <= $13)
