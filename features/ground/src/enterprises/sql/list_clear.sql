DELETE FROM enterprise_list
WHERE region = $1 AND confirmed_at IS NULL AND created_at < $2
