UPDATE webhook SET secret_before = secret, before_until = $4, secret = $3 WHERE region = $1 AND id = $2
