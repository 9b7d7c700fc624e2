UPDATE session SET seen_at = $3
WHERE region = $1 AND id = $2 AND seen_at < $3
