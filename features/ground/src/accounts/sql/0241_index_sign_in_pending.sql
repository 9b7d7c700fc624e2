CREATE INDEX IF NOT EXISTS sign_in_pending_by_token ON sign_in_pending (token_hash)
