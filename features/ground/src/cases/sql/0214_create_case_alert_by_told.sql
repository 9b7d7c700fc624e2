CREATE INDEX IF NOT EXISTS case_alert_by_told ON case_alert (region, told, agency, told_at)
