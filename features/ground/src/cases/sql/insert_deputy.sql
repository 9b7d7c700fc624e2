INSERT INTO desk_deputy (region, agency, id, person, from_on, until_on, reason, named_by, named_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
