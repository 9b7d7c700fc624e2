CREATE INDEX IF NOT EXISTS reset_link_by_token ON reset_link (token_hash)
