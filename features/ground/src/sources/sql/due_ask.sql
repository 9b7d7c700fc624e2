SELECT subject FROM source_ask
 WHERE region = $1 AND source = $2 AND next_at <= $3 AND (held_until IS NULL OR held_until <= $3)
 ORDER BY next_at, subject
 LIMIT 1
