ALTER TABLE case_step ADD COLUMN assignee TEXT
