CREATE INDEX IF NOT EXISTS store_job_due ON store_job (state, run_at, region, kind, key)
