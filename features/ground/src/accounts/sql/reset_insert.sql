INSERT INTO reset_link (region, token_hash, person, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5)
