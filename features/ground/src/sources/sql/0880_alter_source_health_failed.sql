ALTER TABLE source_health ADD COLUMN failed_at BIGINT
