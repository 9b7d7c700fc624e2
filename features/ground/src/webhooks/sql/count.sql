SELECT COUNT(*) AS n
FROM webhook
WHERE region LIKE $1
  AND ($2 = '' OR agency = $2)
  AND ($3 = '' OR enterprise = $3)
  AND ($4 = '' OR lower(name) LIKE $4 ESCAPE '\')
  AND ($5 = '' OR state = $5)
