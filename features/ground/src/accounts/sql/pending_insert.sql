INSERT INTO sign_in_pending (region, token_hash, person, secret, failures, expires_at)
VALUES ($1, $2, $3, $4, 0, $5)
