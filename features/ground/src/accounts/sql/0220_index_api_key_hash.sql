CREATE INDEX IF NOT EXISTS api_key_by_hash ON api_key (key_hash)
