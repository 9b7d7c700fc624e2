CREATE INDEX IF NOT EXISTS store_journal_actor ON store_journal (region, actor, seq)
