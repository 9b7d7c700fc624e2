CREATE TABLE IF NOT EXISTS case_content (
  region      TEXT   NOT NULL,
  case_id     TEXT   NOT NULL,
  material_id TEXT   NOT NULL,
  content     BYTEA  NOT NULL,
  PRIMARY KEY (region, case_id, material_id)
)
