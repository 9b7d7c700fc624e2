UPDATE webhook SET next_at = 0 WHERE region = $1 AND id = $2
