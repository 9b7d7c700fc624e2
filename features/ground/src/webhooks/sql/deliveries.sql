SELECT message, kind, sequence, payload, state, attempts, run_at, status, trouble_zh, trouble_en, created_at, tried_at
FROM webhook_delivery
WHERE region = $1 AND webhook = $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR kind = $4)
ORDER BY created_at DESC, sequence DESC, message DESC LIMIT $5 OFFSET $6
