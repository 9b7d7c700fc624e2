SELECT region, id, file_name, digest, lines, outcome, created_by, created_at, confirmed_at
FROM enterprise_list
WHERE region = $1 AND id = $2
