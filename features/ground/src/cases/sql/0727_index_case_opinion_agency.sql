CREATE INDEX IF NOT EXISTS case_opinion_agency ON case_opinion (region, agency, state, due_on)
