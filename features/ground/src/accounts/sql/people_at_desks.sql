SELECT agency, id, name
FROM person
WHERE region >= $1 AND region <= $2
  AND role IN ('officer', 'head')
  AND agency IS NOT NULL
ORDER BY agency, name, id
LIMIT 5000
