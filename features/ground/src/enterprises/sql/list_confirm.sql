UPDATE enterprise_list SET lines = NULL, outcome = $3, confirmed_at = $4
WHERE region = $1 AND id = $2 AND confirmed_at IS NULL
