CREATE INDEX IF NOT EXISTS case_invite_by_code ON case_invite (to_code, region, invited_at)
