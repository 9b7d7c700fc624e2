ALTER TABLE case_step ADD COLUMN decided_person TEXT
