UPDATE session SET revoked_at = $4
WHERE region = $1 AND person = $2 AND id <> $3 AND revoked_at IS NULL
