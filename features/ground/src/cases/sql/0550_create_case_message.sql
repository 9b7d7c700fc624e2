CREATE TABLE IF NOT EXISTS case_message (
  region         TEXT     NOT NULL,
  case_id        TEXT     NOT NULL,
  id             TEXT     NOT NULL,
  kind           TEXT     NOT NULL,
  from_applicant SMALLINT NOT NULL,
  office         TEXT     NOT NULL,
  person         TEXT     NOT NULL,
  subject_id     TEXT     NOT NULL,
  body           TEXT     NOT NULL,
  sent_at        BIGINT   NOT NULL,
  file_name      TEXT,
  content_type   TEXT,
  size_bytes     BIGINT,
  sha256         TEXT,
  PRIMARY KEY (region, case_id, id)
)
