INSERT INTO recovery_code (region, person, code_hash)
VALUES ($1, $2, $3)
