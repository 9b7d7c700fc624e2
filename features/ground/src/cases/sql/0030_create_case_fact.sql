CREATE TABLE IF NOT EXISTS case_fact (
  region    TEXT     NOT NULL,
  case_id   TEXT     NOT NULL,
  fact      TEXT     NOT NULL,
  kind      TEXT     NOT NULL,
  value     TEXT     NOT NULL,
  answered  SMALLINT NOT NULL,
  source_zh TEXT     NOT NULL,
  source_en TEXT     NOT NULL,
  as_of_on  TEXT,
  PRIMARY KEY (region, case_id, fact)
)
