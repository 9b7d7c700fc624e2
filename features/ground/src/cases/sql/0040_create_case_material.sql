CREATE TABLE IF NOT EXISTS case_material (
  region       TEXT     NOT NULL,
  case_id      TEXT     NOT NULL,
  id           TEXT     NOT NULL,
  need         TEXT     NOT NULL,
  evidence     TEXT     NOT NULL,
  file_name    TEXT     NOT NULL,
  content_type TEXT     NOT NULL,
  size_bytes   BIGINT   NOT NULL,
  sha256       TEXT     NOT NULL,
  promised     SMALLINT NOT NULL,
  issued_on    TEXT,
  added_at     BIGINT   NOT NULL,
  removed_at   BIGINT,
  PRIMARY KEY (region, case_id, id)
)
