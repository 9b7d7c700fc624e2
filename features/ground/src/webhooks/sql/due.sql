SELECT message, kind, sequence, payload, state, attempts, run_at, status, trouble_zh, trouble_en, created_at, tried_at
FROM webhook_delivery
WHERE region = $1 AND webhook = $2 AND state = 'waiting' AND run_at <= $3
ORDER BY sequence, message LIMIT $4
