SELECT code, parent, name_zh, name_en
FROM area
WHERE region = $1 AND code = $2
