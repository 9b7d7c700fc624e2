ALTER TABLE case_step ADD COLUMN stopped_for TEXT
