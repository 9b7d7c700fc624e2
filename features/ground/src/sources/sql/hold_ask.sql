UPDATE source_ask SET held_until = $4, attempts = attempts + 1
 WHERE region = $1 AND source = $2 AND subject = $3 AND next_at <= $5 AND (held_until IS NULL OR held_until <= $5)
RETURNING subject, asked_at, attempts
