SELECT COUNT(*) AS found
  FROM case_step s
 WHERE s.region >= $1 AND s.region <= $2
   AND s.agency = $3
   AND (1 = 1)
   AND s.state IN ('open', 'correction')
   AND ($4 = '' OR s.state = $4)
   AND (($5 = '' AND $6 = '') OR EXISTS (
        SELECT 1 FROM case_file c
         WHERE c.region = s.region AND c.id = s.case_id
           AND ($5 = '' OR lower(c.subject_name) LIKE $5 OR lower(c.subject_code) LIKE $5 OR lower(c.number) LIKE $5)
           AND ($6 = '' OR c.service = $6)))
   AND ($7 = '' OR ($7 = 'nobody' AND s.assignee IS NULL) OR s.assignee = $7)
   AND ($8 = '' OR (s.state = 'open' AND s.stopped_for IS NULL AND s.due_on IS NOT NULL AND (
        ($8 = 'overdue' AND s.due_on < $9) OR ($8 = 'today' AND s.due_on = $9)
        OR ($8 = 'soon' AND s.due_on > $9 AND s.due_on <= $10) OR ($8 = 'later' AND s.due_on > $10))))
