CREATE INDEX IF NOT EXISTS store_journal_done ON store_journal (region, done_at, seq)
