CREATE TABLE IF NOT EXISTS case_link (
  region    TEXT   NOT NULL,
  case_id   TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  other_id  TEXT   NOT NULL,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (region, case_id, kind, other_id)
)
