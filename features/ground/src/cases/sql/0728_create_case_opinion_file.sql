CREATE TABLE IF NOT EXISTS case_opinion_file (
  region       TEXT  NOT NULL,
  case_id      TEXT  NOT NULL,
  opinion_id   TEXT  NOT NULL,
  file_name    TEXT  NOT NULL,
  content_type TEXT  NOT NULL,
  sha256       TEXT  NOT NULL,
  content      BYTEA NOT NULL,
  PRIMARY KEY (region, case_id, opinion_id)
)
