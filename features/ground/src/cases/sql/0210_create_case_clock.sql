CREATE TABLE IF NOT EXISTS case_clock (
  region        TEXT     NOT NULL,
  case_id       TEXT     NOT NULL,
  clock         TEXT     NOT NULL,
  state         TEXT     NOT NULL,
  started_on    TEXT     NOT NULL,
  promised_days BIGINT   NOT NULL,
  extended_days BIGINT   NOT NULL,
  due_on        TEXT,
  provisional   SMALLINT NOT NULL,
  days_left     BIGINT,
  stopped_for   TEXT,
  PRIMARY KEY (region, case_id, clock)
)
