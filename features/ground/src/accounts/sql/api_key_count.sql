SELECT COUNT(*) AS n
FROM api_key
WHERE region LIKE $1
  AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '\')
  AND ($3 = ''
       OR ($3 = 'good' AND revoked_at IS NULL AND expires_at > $4)
       OR ($3 = 'expired' AND revoked_at IS NULL AND expires_at <= $4)
       OR ($3 = 'revoked' AND revoked_at IS NOT NULL))
