SELECT region, id, sign_in, name, role, agency, enterprise, password_hash, state, created_at, updated_at
FROM person
WHERE region LIKE $1
  AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '\' OR sign_in LIKE $2 ESCAPE '\')
  AND ($3 = '' OR role = $3)
  AND ($4 = '' OR state = $4)
