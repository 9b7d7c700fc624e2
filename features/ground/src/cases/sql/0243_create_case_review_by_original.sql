CREATE INDEX IF NOT EXISTS case_review_by_original ON case_review (region, original_id)
