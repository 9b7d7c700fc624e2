CREATE TABLE IF NOT EXISTS case_review (
  region         TEXT   NOT NULL,
  case_id        TEXT   NOT NULL,
  original_id    TEXT   NOT NULL,
  grounds        TEXT   NOT NULL,
  outcome        TEXT,
  reason         TEXT   NOT NULL,
  decided_at     BIGINT,
  decided_by     TEXT,
  decided_office TEXT,
  PRIMARY KEY (region, case_id)
)
