SELECT COALESCE(MAX(seq), 0) AS last FROM case_clock_event WHERE region = $1 AND case_id = $2
