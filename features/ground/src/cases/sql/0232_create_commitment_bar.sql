CREATE TABLE IF NOT EXISTS commitment_bar (
  region     TEXT   NOT NULL,
  subject_id TEXT   NOT NULL,
  case_id    TEXT   NOT NULL,
  service    TEXT   NOT NULL,
  from_on    TEXT   NOT NULL,
  until_on   TEXT   NOT NULL,
  basis      TEXT   NOT NULL,
  lifted_at  BIGINT,
  PRIMARY KEY (region, subject_id, case_id)
)
