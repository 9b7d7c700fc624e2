UPDATE webhook SET lease_until = $4
WHERE region = $1 AND id = $2 AND state = 'active' AND next_at <= $3 AND lease_until <= $3
RETURNING id
