CREATE TABLE IF NOT EXISTS demo_key (
    region TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (region, token_hash)
)
