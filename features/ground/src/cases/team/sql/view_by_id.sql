SELECT region, id, agency, name, query FROM desk_view WHERE region = $1 AND id = $2
