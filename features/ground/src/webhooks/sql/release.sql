UPDATE webhook SET lease_until = 0 WHERE region = $1 AND id = $2
