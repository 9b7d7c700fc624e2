DELETE FROM session
WHERE region = $1 AND person = $2 AND expires_at < $3
