CREATE TABLE IF NOT EXISTS case_awaited (
  region     TEXT   NOT NULL,
  case_id    TEXT   NOT NULL,
  fact       TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  source     TEXT   NOT NULL,
  source_zh  TEXT   NOT NULL,
  source_en  TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  since_at   BIGINT NOT NULL,
  last_kind  TEXT,
  last_value TEXT,
  last_on    TEXT,
  ended_at   BIGINT,
  ended_how  TEXT,
  evidence   TEXT,
  reason     TEXT,
  PRIMARY KEY (region, case_id, fact)
)
