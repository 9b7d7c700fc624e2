DELETE FROM desk_view WHERE region = $1 AND id = $2 AND person = $3
