INSERT INTO step_up (region, session, at)
VALUES ($1, $2, $3)
ON CONFLICT (region, session) DO UPDATE SET at = excluded.at
