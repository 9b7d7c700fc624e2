CREATE INDEX IF NOT EXISTS case_step_by_assignee ON case_step (region, assignee, state)
