CREATE INDEX IF NOT EXISTS certificate_by_case ON certificate (region, case_id)
