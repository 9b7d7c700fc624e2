CREATE TABLE IF NOT EXISTS journal_check (
  region         TEXT   NOT NULL,
  checked_at     BIGINT NOT NULL,
  entries        BIGINT NOT NULL,
  hash           TEXT   NOT NULL,
  broken_seq     BIGINT,
  broken_what    TEXT,
  looked_changed BIGINT,
  looked_gone    BIGINT,
  asked_by       TEXT   NOT NULL,
  PRIMARY KEY (region, checked_at)
)
