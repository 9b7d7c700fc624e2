CREATE TABLE IF NOT EXISTS certificate (
  region       TEXT   NOT NULL,
  number       TEXT   NOT NULL,
  case_id      TEXT   NOT NULL,
  evidence     TEXT   NOT NULL,
  digest       TEXT   NOT NULL,
  service      TEXT   NOT NULL,
  subject_name TEXT   NOT NULL,
  subject_code TEXT   NOT NULL,
  issued_at    BIGINT NOT NULL,
  valid_until  TEXT,
  token        TEXT   NOT NULL,
  PRIMARY KEY (region, number),
  UNIQUE (region, token)
)
