SELECT code, parent, name_zh, name_en
FROM area
WHERE region LIKE $1
ORDER BY code
