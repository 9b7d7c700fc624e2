INSERT INTO case_clock_event
  (region, case_id, seq, clock, kind, happened_at, happened_on, cause, stop, days, expected_on, reason, office, actor, due_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
