UPDATE person SET password_hash = $3, updated_at = $4
WHERE region = $1 AND id = $2
