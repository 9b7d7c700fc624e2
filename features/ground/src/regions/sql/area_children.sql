SELECT code, parent, name_zh, name_en
FROM area
WHERE parent = $1
ORDER BY code
