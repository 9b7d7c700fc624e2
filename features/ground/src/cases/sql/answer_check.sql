UPDATE case_check SET answer = $4, answered_at = $5 WHERE region = $1 AND case_id = $2 AND id = $3
