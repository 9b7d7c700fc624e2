INSERT INTO source_delivery (region, source, digest, file_name, at, as_of_on, taken, rows_good, rows_old, rows_bad, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (region, source, digest) DO NOTHING
