INSERT INTO api_key (region, id, name, agency, enterprise, scopes, per_minute, key_hash, starts, created_by,
    created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
