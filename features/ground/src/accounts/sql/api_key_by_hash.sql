SELECT region, id, name, agency, enterprise, scopes, per_minute, starts, created_at, expires_at, revoked_at, used_at
FROM api_key
WHERE key_hash = $1
