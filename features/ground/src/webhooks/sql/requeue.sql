UPDATE webhook_delivery SET state = 'waiting', attempts = 0, run_at = $3
WHERE region = $1 AND webhook = $2 AND state IN ('waiting', 'given-up')
