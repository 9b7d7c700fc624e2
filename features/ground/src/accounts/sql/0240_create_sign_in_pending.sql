CREATE TABLE IF NOT EXISTS sign_in_pending (
    region TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    person TEXT NOT NULL,
    secret TEXT,
    failures BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (region, token_hash)
)
