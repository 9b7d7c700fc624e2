ALTER TABLE data_access ADD COLUMN what_en TEXT
