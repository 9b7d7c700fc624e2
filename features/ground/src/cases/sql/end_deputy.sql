UPDATE desk_deputy SET ended_at = $4 WHERE region = $1 AND agency = $2 AND id = $3 AND ended_at IS NULL
