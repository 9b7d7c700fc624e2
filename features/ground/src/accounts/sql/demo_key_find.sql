SELECT region, person
FROM demo_key
WHERE token_hash = $1
