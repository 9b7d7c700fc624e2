INSERT INTO case_step (region, case_id, step, agency, position, state, waits_for, working_days, reason, asks_for, express)
VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, '', '[]', $8)
