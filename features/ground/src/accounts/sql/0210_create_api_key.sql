CREATE TABLE IF NOT EXISTS api_key (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    agency TEXT,
    enterprise TEXT,
    scopes TEXT NOT NULL,
    per_minute BIGINT NOT NULL,
    key_hash TEXT NOT NULL,
    starts TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    used_at BIGINT,
    PRIMARY KEY (region, id)
)
