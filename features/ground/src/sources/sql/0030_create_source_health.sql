CREATE TABLE IF NOT EXISTS source_health (
  region        TEXT   NOT NULL,
  source        TEXT   NOT NULL,
  failures      BIGINT NOT NULL,
  next_at       BIGINT NOT NULL,
  down_since_at BIGINT,
  last_ok_at    BIGINT,
  trouble_zh    TEXT   NOT NULL,
  trouble_en    TEXT   NOT NULL,
  PRIMARY KEY (region, source)
)
