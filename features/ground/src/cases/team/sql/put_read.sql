INSERT INTO case_message_read (region, case_id, reader, read_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (region, case_id, reader) DO UPDATE SET read_at = excluded.read_at
