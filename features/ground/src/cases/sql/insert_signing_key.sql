INSERT INTO signing_key (region, key_id, x, since_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (region, key_id) DO NOTHING
