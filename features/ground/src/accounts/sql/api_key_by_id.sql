SELECT region, id, name, agency, enterprise, scopes, per_minute, starts, created_at, expires_at, revoked_at, used_at
FROM api_key
WHERE region = $1 AND id = $2
