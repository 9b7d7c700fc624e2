UPDATE rehearsal_run SET state = 'cancelled', ended_at = $3 WHERE region = $1 AND id = $2 AND state = 'running'
