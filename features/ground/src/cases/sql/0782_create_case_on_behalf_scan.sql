CREATE TABLE IF NOT EXISTS case_on_behalf_scan (
  region       TEXT   NOT NULL,
  case_id      TEXT   NOT NULL,
  id           TEXT   NOT NULL,
  file_name    TEXT   NOT NULL,
  content_type TEXT   NOT NULL,
  size_bytes   BIGINT NOT NULL,
  sha256       TEXT   NOT NULL,
  added_at     BIGINT NOT NULL,
  removed_at   BIGINT,
  content      BYTEA  NOT NULL,
  PRIMARY KEY (region, case_id, id)
)
