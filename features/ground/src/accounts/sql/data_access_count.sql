SELECT COUNT(*) AS n
FROM data_access
WHERE region = $1 AND subject = $2 AND ($3 = '' OR kind = $3)
