SELECT part, firm, person, written_at FROM case_written WHERE region = $1 AND case_id = $2 ORDER BY part
