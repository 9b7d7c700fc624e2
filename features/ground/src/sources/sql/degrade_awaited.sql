UPDATE source_fact SET state = 'degraded', since_at = $3
 WHERE region = $1 AND source = $2 AND state = 'pending'
