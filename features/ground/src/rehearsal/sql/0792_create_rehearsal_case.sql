CREATE TABLE IF NOT EXISTS rehearsal_case (
  region      TEXT     NOT NULL,
  run_id      TEXT     NOT NULL,
  case_region TEXT     NOT NULL,
  case_id     TEXT     NOT NULL,
  number      TEXT     NOT NULL,
  filed_on    TEXT     NOT NULL,
  service     TEXT     NOT NULL,
  digest      TEXT     NOT NULL,
  differs     SMALLINT NOT NULL,
  kinds       TEXT     NOT NULL,
  told        TEXT     NOT NULL,
  PRIMARY KEY (region, run_id, case_region, case_id)
)
