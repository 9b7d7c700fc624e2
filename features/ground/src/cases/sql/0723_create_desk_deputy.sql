CREATE TABLE IF NOT EXISTS desk_deputy (
  region   TEXT   NOT NULL,
  agency   TEXT   NOT NULL,
  id       TEXT   NOT NULL,
  person   TEXT   NOT NULL,
  from_on  TEXT   NOT NULL,
  until_on TEXT   NOT NULL,
  reason   TEXT   NOT NULL,
  named_by TEXT   NOT NULL,
  named_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (region, agency, id)
)
