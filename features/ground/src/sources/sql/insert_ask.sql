INSERT INTO source_ask (region, source, subject, asked_at, next_at, attempts)
VALUES ($1, $2, $3, $4, $5, 0)
ON CONFLICT (region, source, subject) DO NOTHING
