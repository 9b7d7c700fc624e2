CREATE INDEX IF NOT EXISTS session_by_person ON session (region, person, created_at)
