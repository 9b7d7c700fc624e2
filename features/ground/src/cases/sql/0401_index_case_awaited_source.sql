CREATE INDEX IF NOT EXISTS case_awaited_by_source ON case_awaited (source, subject, ended_at)
