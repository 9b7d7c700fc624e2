UPDATE case_review SET outcome = $3, reason = $4, decided_at = $5, decided_by = $6, decided_office = $7
 WHERE region = $1 AND case_id = $2 AND outcome IS NULL
