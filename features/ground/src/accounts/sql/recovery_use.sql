UPDATE recovery_code SET used_at = $4
WHERE region = $1 AND person = $2 AND code_hash = $3 AND used_at IS NULL
