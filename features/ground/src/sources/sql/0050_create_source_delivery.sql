CREATE TABLE IF NOT EXISTS source_delivery (
  region    TEXT     NOT NULL,
  source    TEXT     NOT NULL,
  digest    TEXT     NOT NULL,
  file_name TEXT     NOT NULL,
  at        BIGINT   NOT NULL,
  as_of_on  TEXT,
  taken     SMALLINT NOT NULL,
  rows_good BIGINT   NOT NULL,
  rows_old  BIGINT   NOT NULL,
  rows_bad  BIGINT   NOT NULL,
  report    TEXT     NOT NULL,
  PRIMARY KEY (region, source, digest)
)
