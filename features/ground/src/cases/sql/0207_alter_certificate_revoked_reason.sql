ALTER TABLE certificate ADD COLUMN revoked_reason TEXT
