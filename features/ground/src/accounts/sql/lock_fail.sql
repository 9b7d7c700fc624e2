INSERT INTO sign_in_lock (region, guard, sign_in, failures, last_at, until_at)
VALUES ($1, $2, $3, 1, $4, 0)
ON CONFLICT (region, guard) DO UPDATE
SET failures = CASE WHEN sign_in_lock.last_at < $5 THEN 1 ELSE sign_in_lock.failures + 1 END,
    last_at = excluded.last_at
RETURNING failures
