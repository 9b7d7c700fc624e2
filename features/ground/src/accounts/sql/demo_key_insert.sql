INSERT INTO demo_key (region, token_hash, person)
VALUES ($1, $2, $3)
