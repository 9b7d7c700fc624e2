CREATE TABLE IF NOT EXISTS case_message_read (
  region  TEXT   NOT NULL,
  case_id TEXT   NOT NULL,
  reader  TEXT   NOT NULL,
  read_at BIGINT NOT NULL,
  PRIMARY KEY (region, case_id, reader)
)
