CREATE INDEX IF NOT EXISTS case_file_filed ON case_file (region, (COALESCE(filed_at, 0)), id)
