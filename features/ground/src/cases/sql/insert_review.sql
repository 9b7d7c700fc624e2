INSERT INTO case_review (region, case_id, original_id, grounds, reason) VALUES ($1, $2, $3, $4, '')
