CREATE TABLE IF NOT EXISTS case_written (
  region     TEXT   NOT NULL,
  case_id    TEXT   NOT NULL,
  part       TEXT   NOT NULL,
  firm       TEXT   NOT NULL,
  person     TEXT   NOT NULL,
  written_by TEXT   NOT NULL,
  written_at BIGINT NOT NULL,
  PRIMARY KEY (region, case_id, part)
)
