ALTER TABLE data_access ADD COLUMN journal_seq BIGINT
