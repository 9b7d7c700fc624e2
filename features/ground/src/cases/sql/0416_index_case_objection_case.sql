CREATE INDEX IF NOT EXISTS case_objection_by_case ON case_objection (region, case_id)
