INSERT INTO enterprise_list (region, id, file_name, digest, lines, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
