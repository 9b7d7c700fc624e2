UPDATE webhook_delivery
SET state = $4, attempts = attempts + 1, run_at = $5, status = $6, trouble_zh = $7, trouble_en = $8, tried_at = $9
WHERE region = $1 AND webhook = $2 AND message = $3
