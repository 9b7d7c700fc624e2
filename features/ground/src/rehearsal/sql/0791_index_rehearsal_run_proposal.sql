CREATE INDEX IF NOT EXISTS rehearsal_run_by_proposal ON rehearsal_run (region, proposal, started_at)
