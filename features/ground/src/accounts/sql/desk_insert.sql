INSERT INTO desk (region, id, name_zh, name_en, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region, id) DO NOTHING
