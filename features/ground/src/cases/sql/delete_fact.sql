DELETE FROM case_fact WHERE region = $1 AND case_id = $2 AND fact = $3
