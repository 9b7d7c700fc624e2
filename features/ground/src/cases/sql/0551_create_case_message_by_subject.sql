CREATE INDEX IF NOT EXISTS case_message_by_subject ON case_message (region, subject_id, sent_at)
