SELECT id, device, created_at, seen_at, expires_at
FROM session
WHERE region = $1 AND person = $2 AND revoked_at IS NULL AND expires_at > $3
ORDER BY seen_at DESC
