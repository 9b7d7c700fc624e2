SELECT at
FROM step_up
WHERE region = $1 AND session = $2
