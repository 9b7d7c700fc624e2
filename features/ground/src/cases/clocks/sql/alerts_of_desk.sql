SELECT a.region, a.case_id, a.clock, a.rung, a.due_on, a.told, a.agency, a.told_at, a.ended_at, c.number, c.subject_name
  FROM case_alert a
  JOIN case_file c ON c.region = a.region AND c.id = a.case_id
 WHERE a.region >= $1 AND a.region <= $2 AND a.told = $3 AND a.agency = $4 AND a.ended_at IS NULL
 ORDER BY a.due_on, a.told_at, a.case_id, a.clock
 LIMIT $5
