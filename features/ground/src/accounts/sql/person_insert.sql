INSERT INTO person (region, id, sign_in, name, role, agency, enterprise, password_hash, state, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
