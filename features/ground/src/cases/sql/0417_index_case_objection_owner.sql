CREATE INDEX IF NOT EXISTS case_objection_by_owner ON case_objection (owner, state, region)
