CREATE INDEX IF NOT EXISTS case_on_behalf_by_agency ON case_on_behalf (agency, region, entered_at)
