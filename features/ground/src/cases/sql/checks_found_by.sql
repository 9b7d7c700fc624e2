SELECT COUNT(*) AS n FROM case_check WHERE region = $1 AND case_id = $2 AND found_by = $3
