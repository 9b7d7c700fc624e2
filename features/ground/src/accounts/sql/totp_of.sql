SELECT secret, confirmed_at, last_step
FROM person_totp
WHERE region = $1 AND person = $2
