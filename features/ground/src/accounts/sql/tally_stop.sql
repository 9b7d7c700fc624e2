UPDATE unmask_tally SET stopped = stopped + 1
WHERE region = $1 AND person = $2 AND hour = $3
RETURNING stopped
