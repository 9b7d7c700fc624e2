INSERT INTO unmasked (region, session, thing, until_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (region, session, thing) DO UPDATE SET until_at = excluded.until_at
