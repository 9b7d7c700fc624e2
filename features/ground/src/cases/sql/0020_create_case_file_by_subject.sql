CREATE INDEX IF NOT EXISTS case_file_by_subject ON case_file (region, subject_id, updated_at)
