UPDATE webhook SET failures = failures + $5, next_at = $3, last_status = $4 WHERE region = $1 AND id = $2
