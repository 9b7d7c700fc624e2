INSERT INTO case_invite (region, case_id, id, to_code, to_name, parts, signs, invited_by, invited_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
