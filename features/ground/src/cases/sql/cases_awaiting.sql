SELECT DISTINCT region, case_id FROM case_awaited
 WHERE source = $1 AND subject = $2 AND ended_at IS NULL
 ORDER BY region, case_id
