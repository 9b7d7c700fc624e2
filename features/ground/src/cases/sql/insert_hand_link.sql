INSERT INTO case_link (region, case_id, kind, other_id, linked_at, reason, office) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (region, case_id, kind, other_id) DO NOTHING
