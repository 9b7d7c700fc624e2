SELECT COALESCE(MAX(until_at), 0) AS until_at
FROM sign_in_lock
WHERE region = $1 AND guard IN ($2, $3, $4)
