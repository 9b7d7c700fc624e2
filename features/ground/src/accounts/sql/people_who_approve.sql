SELECT id, name, role
FROM person
WHERE state = 'active'
  AND ((role IN ('officer', 'head') AND agency = $1) OR role = 'supervisor')
  AND ((region >= $2 AND region <= $3) OR region = $4 OR region = $5 OR region = $6)
ORDER BY name, id
LIMIT 500
