CREATE TABLE IF NOT EXISTS case_series (
  region TEXT   NOT NULL,
  series TEXT   NOT NULL,
  used   BIGINT NOT NULL,
  PRIMARY KEY (region, series)
)
