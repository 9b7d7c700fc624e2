DELETE FROM sign_in_pending
WHERE region = $1 AND (token_hash = $2 OR expires_at <= $3)
