DELETE FROM held_form
WHERE region = $1 AND person = $2 AND path = $3
