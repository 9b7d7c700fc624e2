SELECT region, case_id, step, agency
  FROM case_step
 WHERE region >= $1 AND region <= $2 AND assignee = $3 AND state IN ('waiting', 'open', 'correction')
 ORDER BY region, case_id, step
