SELECT name, mark
FROM data_key
WHERE region = $1
