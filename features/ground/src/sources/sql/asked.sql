SELECT subject FROM source_ask
 WHERE region = $1 AND source = $2
 ORDER BY asked_at, subject
 LIMIT 1000
