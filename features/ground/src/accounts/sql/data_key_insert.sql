INSERT INTO data_key (region, name, mark, seen_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (region, name) DO NOTHING
