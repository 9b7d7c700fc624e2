SELECT COUNT(*) AS n
FROM recovery_code
WHERE region = $1 AND person = $2 AND used_at IS NULL
