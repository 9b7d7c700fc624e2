CREATE INDEX IF NOT EXISTS area_by_parent ON area (parent, code)
