CREATE TABLE IF NOT EXISTS case_step (
  region       TEXT   NOT NULL,
  case_id      TEXT   NOT NULL,
  step         TEXT   NOT NULL,
  agency       TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  state        TEXT   NOT NULL,
  waits_for    TEXT   NOT NULL,
  working_days BIGINT NOT NULL,
  opened_at    BIGINT,
  due_on       TEXT,
  decided_at   BIGINT,
  decided_by   TEXT,
  reason       TEXT   NOT NULL,
  asks_for     TEXT   NOT NULL,
  PRIMARY KEY (region, case_id, step)
)
