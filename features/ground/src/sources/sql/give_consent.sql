INSERT INTO source_consent (region, source, subject, given_at, given_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region, source, subject) DO UPDATE
   SET given_at = excluded.given_at, given_by = excluded.given_by, withdrawn_at = NULL
