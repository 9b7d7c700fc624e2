CREATE TABLE IF NOT EXISTS source_ask (
  region     TEXT   NOT NULL,
  source     TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  asked_at   BIGINT NOT NULL,
  next_at    BIGINT NOT NULL,
  attempts   BIGINT NOT NULL,
  held_until BIGINT,
  trouble_zh TEXT,
  trouble_en TEXT,
  PRIMARY KEY (region, source, subject)
)
