UPDATE case_invite SET revoked_at = $4 WHERE region = $1 AND case_id = $2 AND id = $3 AND revoked_at IS NULL
