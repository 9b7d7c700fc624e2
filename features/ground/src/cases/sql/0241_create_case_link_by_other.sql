CREATE INDEX IF NOT EXISTS case_link_by_other ON case_link (region, other_id, kind)
