UPDATE webhook SET state = 'paused', paused_why = $3, paused_at = $4, lease_until = 0
WHERE region = $1 AND id = $2 AND state = 'active'
