CREATE INDEX IF NOT EXISTS case_step_by_desk ON case_step (region, agency, state, due_on)
