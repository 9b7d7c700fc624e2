SELECT COUNT(*) AS n
FROM person
WHERE region LIKE $1
  AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '\' OR sign_in LIKE $2 ESCAPE '\')
  AND ($3 = '' OR role = $3)
  AND ($4 = '' OR state = $4)
