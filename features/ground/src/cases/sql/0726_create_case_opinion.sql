CREATE TABLE IF NOT EXISTS case_opinion (
  region    TEXT   NOT NULL,
  case_id   TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  step      TEXT   NOT NULL,
  asking    TEXT   NOT NULL,
  agency    TEXT   NOT NULL,
  person    TEXT,
  question  TEXT   NOT NULL,
  due_on    TEXT   NOT NULL,
  asked_at  BIGINT NOT NULL,
  asked_by  TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  answer    TEXT   NOT NULL,
  ended_at  BIGINT,
  ended_by  TEXT,
  PRIMARY KEY (region, case_id, id)
)
