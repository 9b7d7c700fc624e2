INSERT INTO case_alert (region, case_id, clock, rung, due_on, told, agency, told_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (region, case_id, clock, rung, due_on) DO NOTHING
