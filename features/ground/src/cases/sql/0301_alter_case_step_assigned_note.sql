ALTER TABLE case_step ADD COLUMN assigned_note TEXT
