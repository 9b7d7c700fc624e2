INSERT INTO session (region, id, person, token_hash, device, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
