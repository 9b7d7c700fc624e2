CREATE INDEX IF NOT EXISTS case_clock_by_due ON case_clock (region, state, due_on)
