UPDATE case_alert SET ended_at = $4 WHERE region = $1 AND case_id = $2 AND clock = $3 AND ended_at IS NULL
