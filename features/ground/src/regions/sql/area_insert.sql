INSERT INTO area (region, code, parent, name_zh, name_en, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (region, code) DO NOTHING
