CREATE INDEX IF NOT EXISTS store_journal_thing ON store_journal (region, thing, seq)
