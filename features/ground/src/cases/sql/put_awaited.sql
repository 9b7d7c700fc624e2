INSERT INTO case_awaited (region, case_id, fact, state, source, source_zh, source_en, subject, since_at,
                          last_kind, last_value, last_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (region, case_id, fact) DO UPDATE
   SET state = excluded.state, source = excluded.source, source_zh = excluded.source_zh, source_en = excluded.source_en,
       subject = excluded.subject, since_at = excluded.since_at, last_kind = excluded.last_kind,
       last_value = excluded.last_value, last_on = excluded.last_on, ended_at = NULL, ended_how = NULL
