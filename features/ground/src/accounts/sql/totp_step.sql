UPDATE person_totp SET last_step = $3
WHERE region = $1 AND person = $2 AND confirmed_at IS NOT NULL AND last_step < $3
