CREATE TABLE IF NOT EXISTS case_on_behalf (
  region       TEXT   NOT NULL,
  case_id      TEXT   NOT NULL,
  entered_by   TEXT   NOT NULL,
  entered_name TEXT   NOT NULL,
  agency       TEXT   NOT NULL,
  visitor      TEXT   NOT NULL,
  capacity     TEXT   NOT NULL,
  seen         TEXT   NOT NULL,
  received_on  TEXT   NOT NULL,
  entered_at   BIGINT NOT NULL,
  objection    TEXT,
  objected_at  BIGINT,
  answer       TEXT,
  answered_by  TEXT,
  answered_at  BIGINT,
  PRIMARY KEY (region, case_id)
)
