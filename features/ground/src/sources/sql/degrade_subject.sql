UPDATE source_fact SET state = 'degraded', since_at = $4
 WHERE region = $1 AND source = $2 AND subject = $3 AND state = 'pending'
