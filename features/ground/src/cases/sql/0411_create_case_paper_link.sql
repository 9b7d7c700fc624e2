CREATE TABLE IF NOT EXISTS case_paper_link (
  region       TEXT NOT NULL,
  case_id      TEXT NOT NULL,
  material_id  TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  content_case TEXT NOT NULL,
  content_id   TEXT NOT NULL,
  PRIMARY KEY (region, case_id, material_id)
)
