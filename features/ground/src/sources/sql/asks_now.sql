UPDATE source_ask SET next_at = $3 WHERE region = $1 AND source = $2 AND next_at > $3
