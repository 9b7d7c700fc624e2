INSERT INTO source_fact (region, source, subject, fact, state, since_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (region, source, subject, fact) DO UPDATE
   SET since_at = CASE WHEN source_fact.state = excluded.state THEN source_fact.since_at ELSE excluded.since_at END,
       state = excluded.state
