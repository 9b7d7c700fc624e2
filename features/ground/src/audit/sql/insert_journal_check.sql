INSERT INTO journal_check
  (region, checked_at, entries, hash, broken_seq, broken_what, looked_changed, looked_gone, asked_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (region, checked_at) DO NOTHING
