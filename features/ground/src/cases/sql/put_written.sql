INSERT INTO case_written (region, case_id, part, firm, person, written_by, written_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (region, case_id, part) DO UPDATE
   SET firm = excluded.firm, person = excluded.person, written_by = excluded.written_by, written_at = excluded.written_at
