INSERT INTO data_access (region, subject, on_day, actor, thing, kind, office, why, at, what_zh, what_en)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (region, subject, on_day, actor, thing, kind) DO NOTHING
