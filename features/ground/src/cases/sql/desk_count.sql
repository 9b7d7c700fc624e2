SELECT CAST(SUM(CASE WHEN s.state = 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.due_on < $4 AND s.stopped_for IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS overdue,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.due_on = $4 AND s.stopped_for IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS today,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.assignee = $5 THEN 1 ELSE 0 END) AS BIGINT) AS mine,
       CAST(SUM(CASE WHEN s.state = 'correction' THEN 1 ELSE 0 END) AS BIGINT) AS correction
  FROM case_step s
 WHERE s.region >= $1 AND s.region <= $2 AND s.agency = $3
   AND (1 = 1)
   AND s.state IN ('open', 'correction')
