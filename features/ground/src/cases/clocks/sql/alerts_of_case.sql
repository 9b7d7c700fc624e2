SELECT clock, rung, due_on, told, agency, told_at, ended_at
  FROM case_alert
 WHERE region = $1 AND case_id = $2
 ORDER BY told_at, clock, rung
