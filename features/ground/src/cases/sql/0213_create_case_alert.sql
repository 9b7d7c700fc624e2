CREATE TABLE IF NOT EXISTS case_alert (
  region   TEXT   NOT NULL,
  case_id  TEXT   NOT NULL,
  clock    TEXT   NOT NULL,
  rung     TEXT   NOT NULL,
  due_on   TEXT   NOT NULL,
  told     TEXT   NOT NULL,
  agency   TEXT   NOT NULL,
  told_at  BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (region, case_id, clock, rung, due_on)
)
