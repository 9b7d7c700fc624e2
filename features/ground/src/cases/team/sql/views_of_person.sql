SELECT region, id, agency, name, query FROM desk_view WHERE region = $1 AND person = $2 ORDER BY saved_at, id LIMIT 100
