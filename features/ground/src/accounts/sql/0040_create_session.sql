CREATE TABLE IF NOT EXISTS session (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (region, id)
)
