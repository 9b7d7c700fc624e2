UPDATE webhook SET name = $3, url = $4, kinds = $5, timeout_seconds = $6 WHERE region = $1 AND id = $2
