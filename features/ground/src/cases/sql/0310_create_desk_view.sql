CREATE TABLE IF NOT EXISTS desk_view (
  region   TEXT   NOT NULL,
  id       TEXT   NOT NULL,
  person   TEXT   NOT NULL,
  agency   TEXT   NOT NULL,
  name     TEXT   NOT NULL,
  query    TEXT   NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
)
