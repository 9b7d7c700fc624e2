CREATE INDEX IF NOT EXISTS case_file_due_wide ON case_file ((COALESCE(due_on, '9999-12-31')), region, id)
