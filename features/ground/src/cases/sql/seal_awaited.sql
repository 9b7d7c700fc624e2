UPDATE case_awaited SET last_value = $4 WHERE region = $1 AND case_id = $2 AND fact = $3
