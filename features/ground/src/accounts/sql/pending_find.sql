SELECT region, person, secret, failures
FROM sign_in_pending
WHERE token_hash = $1 AND expires_at > $2
