ALTER TABLE data_access ADD COLUMN what_zh TEXT
