INSERT INTO source_health
       (region, source, failures, next_at, down_since_at, last_ok_at, trouble_zh, trouble_en, failed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (region, source) DO UPDATE
   SET failures = excluded.failures, next_at = excluded.next_at, down_since_at = excluded.down_since_at,
       last_ok_at = excluded.last_ok_at, trouble_zh = excluded.trouble_zh, trouble_en = excluded.trouble_en,
       failed_at = excluded.failed_at
