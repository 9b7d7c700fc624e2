INSERT INTO case_clock
  (region, case_id, clock, state, started_on, promised_days, extended_days, due_on, provisional, days_left, stopped_for)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (region, case_id, clock) DO UPDATE
   SET state = excluded.state, started_on = excluded.started_on, promised_days = excluded.promised_days,
       extended_days = excluded.extended_days, due_on = excluded.due_on, provisional = excluded.provisional,
       days_left = excluded.days_left, stopped_for = excluded.stopped_for
