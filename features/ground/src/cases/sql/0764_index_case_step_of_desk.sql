CREATE INDEX IF NOT EXISTS case_step_of_desk ON case_step (region, agency, decided_at)
