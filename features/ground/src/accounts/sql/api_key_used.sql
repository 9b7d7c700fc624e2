UPDATE api_key SET used_at = $3
WHERE region = $1 AND id = $2
