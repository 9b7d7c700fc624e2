ALTER TABLE certificate ADD COLUMN signed TEXT
