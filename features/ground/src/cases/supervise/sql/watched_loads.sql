SELECT s.region, s.agency, c.service, s.step, s.assignee, MIN(c.digest) AS digest,
       COUNT(*) AS waits,
       CAST(SUM(CASE WHEN s.state = 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.stopped_for IS NULL AND s.due_on < $3 THEN 1 ELSE 0 END) AS BIGINT) AS overdue,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.stopped_for IS NULL AND s.due_on = $3 THEN 1 ELSE 0 END) AS BIGINT) AS today,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.stopped_for IS NULL AND s.due_on > $3 AND s.due_on <= $4 THEN 1 ELSE 0 END) AS BIGINT) AS soon,
       CAST(SUM(CASE WHEN s.state = 'correction' THEN 1 ELSE 0 END) AS BIGINT) AS correction,
       CAST(SUM(CASE WHEN s.state = 'open' AND s.stopped_for IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS stopped,
       CAST(SUM(CASE WHEN s.express = 1 THEN 1 ELSE 0 END) AS BIGINT) AS express,
       CAST(SUM(CASE WHEN s.assignee IS NOT NULL AND s.assigned_note IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS given,
       CAST(SUM(CASE WHEN s.opened_at > $7 THEN 1 ELSE 0 END) AS BIGINT) AS age_1,
       CAST(SUM(CASE WHEN s.opened_at <= $7 AND s.opened_at > $8 THEN 1 ELSE 0 END) AS BIGINT) AS age_2,
       CAST(SUM(CASE WHEN s.opened_at <= $8 AND s.opened_at > $9 THEN 1 ELSE 0 END) AS BIGINT) AS age_3,
       CAST(SUM(CASE WHEN s.opened_at <= $9 AND s.opened_at > $10 THEN 1 ELSE 0 END) AS BIGINT) AS age_4,
       CAST(SUM(CASE WHEN s.opened_at <= $10 THEN 1 ELSE 0 END) AS BIGINT) AS age_5
  FROM case_step s
  JOIN case_file c ON c.region = s.region AND c.id = s.case_id
 WHERE s.region >= $1 AND s.region <= $2
   AND (1 = 1)
   AND s.state IN ('open', 'correction')
   AND c.state <> 'draft'
   AND ($5 = '' OR s.agency = $5)
   AND ($6 = '' OR c.service = $6)
 GROUP BY s.region, s.agency, c.service, s.step, s.assignee
 ORDER BY s.region, s.agency, c.service, s.step, s.assignee NULLS FIRST
