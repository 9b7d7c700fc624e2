SELECT region, person
FROM reset_link
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
