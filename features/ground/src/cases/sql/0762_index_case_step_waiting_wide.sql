-- the same for a desk above several counties
CREATE INDEX IF NOT EXISTS case_step_waiting_wide ON case_step (
  agency, (CASE state WHEN 'open' THEN 0 ELSE 1 END), (1 - express), (COALESCE(due_on, '9999-12-31')), case_id, step, region,
  state, due_on, stopped_for, assignee)
 WHERE state IN ('open', 'correction')
