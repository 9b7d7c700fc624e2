CREATE TABLE IF NOT EXISTS case_invite (
  region        TEXT     NOT NULL,
  case_id       TEXT     NOT NULL,
  id            TEXT     NOT NULL,
  to_code       TEXT     NOT NULL,
  to_name       TEXT     NOT NULL,
  parts         TEXT     NOT NULL,
  signs         SMALLINT NOT NULL,
  invited_by    TEXT     NOT NULL,
  invited_at    BIGINT   NOT NULL,
  expires_at    BIGINT   NOT NULL,
  accepted_by   TEXT,
  accepted_name TEXT,
  accepted_at   BIGINT,
  signed_name   TEXT,
  done_at       BIGINT,
  revoked_at    BIGINT,
  PRIMARY KEY (region, case_id, id)
)
