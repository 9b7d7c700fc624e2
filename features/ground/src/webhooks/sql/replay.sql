UPDATE webhook_delivery SET state = 'waiting', attempts = 0, run_at = $4
WHERE region = $1 AND webhook = $2 AND message = $3
