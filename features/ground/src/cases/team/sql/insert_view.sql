INSERT INTO desk_view (region, id, person, agency, name, query, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
