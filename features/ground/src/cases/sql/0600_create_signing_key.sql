CREATE TABLE IF NOT EXISTS signing_key (
  region   TEXT   NOT NULL,
  key_id   TEXT   NOT NULL,
  x        TEXT   NOT NULL,
  since_at BIGINT NOT NULL,
  PRIMARY KEY (region, key_id)
)
