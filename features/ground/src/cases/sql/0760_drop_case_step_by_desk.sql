DROP INDEX IF EXISTS case_step_by_desk
