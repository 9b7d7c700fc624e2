CREATE TABLE IF NOT EXISTS case_ask (
  region          TEXT   NOT NULL,
  case_id         TEXT   NOT NULL,
  id              TEXT   NOT NULL,
  kind            TEXT   NOT NULL,
  state           TEXT   NOT NULL,
  days            BIGINT,
  reason          TEXT   NOT NULL,
  asked_at        BIGINT NOT NULL,
  asked_by        TEXT   NOT NULL,
  asked_office    TEXT   NOT NULL,
  answered_at     BIGINT,
  answered_by     TEXT,
  answered_office TEXT,
  answer          TEXT   NOT NULL,
  PRIMARY KEY (region, case_id, id)
)
