DELETE FROM held_form
WHERE region = $1 AND person = $2 AND held_at < $3
