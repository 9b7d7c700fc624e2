UPDATE webhook SET failures = 0, next_at = 0, last_ok_at = $3, last_status = $4 WHERE region = $1 AND id = $2
