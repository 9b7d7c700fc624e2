CREATE INDEX IF NOT EXISTS certificate_revocation_case ON certificate_revocation (region, case_id)
