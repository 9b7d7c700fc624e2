-- in the order of the queue; what the figures above it count stands behind, so that they are read from here alone
CREATE INDEX IF NOT EXISTS case_step_waiting ON case_step (
  region, agency, (CASE state WHEN 'open' THEN 0 ELSE 1 END), (1 - express), (COALESCE(due_on, '9999-12-31')), case_id, step,
  state, due_on, stopped_for, assignee)
 WHERE state IN ('open', 'correction')
