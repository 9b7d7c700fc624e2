INSERT INTO unmask_tally (region, person, hour, looks, stopped)
VALUES ($1, $2, $3, 1, 0)
ON CONFLICT (region, person, hour) DO UPDATE SET looks = unmask_tally.looks + 1
 WHERE unmask_tally.looks < $4
RETURNING looks
