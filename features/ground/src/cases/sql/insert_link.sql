INSERT INTO case_link (region, case_id, kind, other_id, linked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region, case_id, kind, other_id) DO NOTHING
