CREATE INDEX IF NOT EXISTS enterprise_by_uscc ON enterprise (uscc)
