CREATE TABLE IF NOT EXISTS reset_link (
    region TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    person TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (region, token_hash)
)
