DELETE FROM person_totp
WHERE region = $1 AND person = $2
