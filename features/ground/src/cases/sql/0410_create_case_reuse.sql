CREATE TABLE IF NOT EXISTS case_reuse (
  region       TEXT   NOT NULL,
  case_id      TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  from_case    TEXT   NOT NULL,
  from_number  TEXT   NOT NULL,
  from_thing   TEXT   NOT NULL,
  from_on      TEXT   NOT NULL,
  agreed_at    BIGINT NOT NULL,
  agreed_by    TEXT   NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT,
  PRIMARY KEY (region, case_id, kind, name)
)
