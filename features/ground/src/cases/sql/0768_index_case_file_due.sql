CREATE INDEX IF NOT EXISTS case_file_due ON case_file (region, (COALESCE(due_on, '9999-12-31')), id)
