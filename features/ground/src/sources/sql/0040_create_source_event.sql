CREATE TABLE IF NOT EXISTS source_event (
  region   TEXT   NOT NULL,
  source   TEXT   NOT NULL,
  id       TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  what     TEXT   NOT NULL,
  words_zh TEXT   NOT NULL,
  words_en TEXT   NOT NULL,
  PRIMARY KEY (region, source, id)
)
