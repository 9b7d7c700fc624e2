UPDATE source_fact SET value = $5 WHERE region = $1 AND source = $2 AND subject = $3 AND fact = $4
