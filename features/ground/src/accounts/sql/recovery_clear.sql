DELETE FROM recovery_code
WHERE region = $1 AND person = $2
