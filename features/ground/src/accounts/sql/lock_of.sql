SELECT COALESCE(MAX(until_at), 0) AS until_at
FROM sign_in_lock
WHERE region = $1 AND sign_in = $2
