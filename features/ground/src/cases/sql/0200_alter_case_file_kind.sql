ALTER TABLE case_file ADD COLUMN kind TEXT NOT NULL DEFAULT 'application'
