CREATE TABLE IF NOT EXISTS source_fact (
  region   TEXT   NOT NULL,
  source   TEXT   NOT NULL,
  subject  TEXT   NOT NULL,
  fact     TEXT   NOT NULL,
  state    TEXT   NOT NULL,
  since_at BIGINT NOT NULL,
  kind     TEXT,
  value    TEXT,
  as_of_on TEXT,
  got_at   BIGINT,
  PRIMARY KEY (region, source, subject, fact)
)
