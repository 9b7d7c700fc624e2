SELECT COUNT(*) AS n
FROM webhook_delivery
WHERE region = $1 AND webhook = $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR kind = $4)
