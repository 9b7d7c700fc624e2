CREATE INDEX IF NOT EXISTS case_file_filed_by ON case_file (subject_id, (COALESCE(filed_at, 0)), region, id)
