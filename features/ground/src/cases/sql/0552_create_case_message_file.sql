CREATE TABLE IF NOT EXISTS case_message_file (
  region     TEXT  NOT NULL,
  case_id    TEXT  NOT NULL,
  message_id TEXT  NOT NULL,
  content    BYTEA NOT NULL,
  PRIMARY KEY (region, case_id, message_id)
)
