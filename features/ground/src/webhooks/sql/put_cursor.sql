INSERT INTO webhook_cursor (region, seq) VALUES ($1, $2)
ON CONFLICT (region) DO UPDATE SET seq = excluded.seq WHERE webhook_cursor.seq < excluded.seq
