CREATE INDEX IF NOT EXISTS case_check_by_agency ON case_check (region, agency, state, due_on)
