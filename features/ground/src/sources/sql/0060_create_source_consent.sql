CREATE TABLE IF NOT EXISTS source_consent (
  region       TEXT   NOT NULL,
  source       TEXT   NOT NULL,
  subject      TEXT   NOT NULL,
  given_at     BIGINT NOT NULL,
  given_by     TEXT   NOT NULL,
  withdrawn_at BIGINT,
  PRIMARY KEY (region, source, subject)
)
