SELECT region, id, sign_in, name, role, agency, enterprise, password_hash, state, created_at, updated_at
FROM person
WHERE region = $1 AND id = $2
