CREATE TABLE IF NOT EXISTS case_clock_event (
  region      TEXT   NOT NULL,
  case_id     TEXT   NOT NULL,
  seq         BIGINT NOT NULL,
  clock       TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  happened_at BIGINT NOT NULL,
  happened_on TEXT   NOT NULL,
  cause       TEXT,
  stop        TEXT,
  days        BIGINT,
  expected_on TEXT,
  reason      TEXT   NOT NULL,
  office      TEXT   NOT NULL,
  actor       TEXT   NOT NULL,
  due_on      TEXT,
  PRIMARY KEY (region, case_id, seq)
)
