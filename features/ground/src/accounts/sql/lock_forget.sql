DELETE FROM sign_in_lock
WHERE region = $1 AND last_at < $2
