SELECT code, parent, name_zh, name_en
FROM area
WHERE lower(name_zh) LIKE $1 ESCAPE '\' OR lower(name_en) LIKE $1 ESCAPE '\' OR code LIKE $2 ESCAPE '\'
ORDER BY code
LIMIT 50
