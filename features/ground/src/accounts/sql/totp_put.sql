INSERT INTO person_totp (region, person, secret, confirmed_at, last_step)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region, person) DO UPDATE
SET secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step
