CREATE INDEX IF NOT EXISTS case_file_filed_wide ON case_file ((COALESCE(filed_at, 0)), region, id)
