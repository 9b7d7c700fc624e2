INSERT INTO case_fact (region, case_id, fact, kind, value, answered, source_zh, source_en, as_of_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (region, case_id, fact) DO UPDATE
   SET kind = excluded.kind, value = excluded.value, answered = excluded.answered,
       source_zh = excluded.source_zh, source_en = excluded.source_en, as_of_on = excluded.as_of_on
