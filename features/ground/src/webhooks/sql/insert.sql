INSERT INTO webhook (region, id, name, url, agency, enterprise, kinds, timeout_seconds, secret, state, failures, next_at,
                     lease_until, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', 0, 0, 0, $10, $11)
