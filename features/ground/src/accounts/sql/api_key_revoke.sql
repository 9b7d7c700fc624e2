UPDATE api_key SET revoked_at = $3
WHERE region = $1 AND id = $2 AND revoked_at IS NULL
