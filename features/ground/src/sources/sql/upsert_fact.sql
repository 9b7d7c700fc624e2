INSERT INTO source_fact (region, source, subject, fact, state, since_at, kind, value, as_of_on, got_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (region, source, subject, fact) DO UPDATE
   SET state = excluded.state, since_at = excluded.since_at, kind = excluded.kind, value = excluded.value,
       as_of_on = excluded.as_of_on, got_at = excluded.got_at
