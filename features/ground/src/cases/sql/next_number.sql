INSERT INTO case_series (region, series, used) VALUES ($1, $2, 1)
ON CONFLICT (region, series) DO UPDATE SET used = case_series.used + 1
RETURNING used
