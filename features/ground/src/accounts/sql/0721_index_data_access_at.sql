CREATE INDEX IF NOT EXISTS data_access_at ON data_access (region, at)
