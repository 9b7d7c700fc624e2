DELETE FROM sign_in_lock
WHERE region = $1 AND sign_in = $2
