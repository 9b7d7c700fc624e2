DELETE FROM case_link WHERE region = $1 AND case_id = $2 AND kind = $3 AND other_id = $4 AND reason IS NOT NULL
