UPDATE reset_link SET used_at = $3
WHERE region = $1 AND person = $2 AND used_at IS NULL
