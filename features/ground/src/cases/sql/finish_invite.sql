UPDATE case_invite SET signed_name = $4, done_at = $5 WHERE region = $1 AND case_id = $2 AND id = $3
