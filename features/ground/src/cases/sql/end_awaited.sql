UPDATE case_awaited SET ended_at = $4, ended_how = $5, evidence = $6, reason = $7
 WHERE region = $1 AND case_id = $2 AND fact = $3 AND ended_at IS NULL
