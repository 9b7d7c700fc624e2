SELECT sealed, held_at
FROM held_form
WHERE region = $1 AND person = $2 AND path = $3
