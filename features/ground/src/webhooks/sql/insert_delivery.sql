INSERT INTO webhook_delivery (region, webhook, message, kind, sequence, payload, state, attempts, run_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $7)
ON CONFLICT (region, webhook, message) DO NOTHING
