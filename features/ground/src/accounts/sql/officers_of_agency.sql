SELECT region, id, name
FROM person
WHERE agency = $1
  AND role IN ('officer', 'head')
  AND state = 'active'
  AND ((region >= $2 AND region <= $3) OR region = $4 OR region = $5 OR region = $6)
ORDER BY name, id
LIMIT 500
