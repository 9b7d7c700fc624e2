UPDATE webhook SET state = 'active', paused_why = NULL, paused_at = NULL, failures = 0, next_at = 0, lease_until = 0
WHERE region = $1 AND id = $2 AND state = 'paused'
