SELECT region, id, name_zh, name_en
FROM desk
WHERE region LIKE $1
ORDER BY region, id
