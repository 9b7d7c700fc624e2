CREATE INDEX IF NOT EXISTS session_by_token ON session (token_hash)
