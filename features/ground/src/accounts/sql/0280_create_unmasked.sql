CREATE TABLE IF NOT EXISTS unmasked (
    region TEXT NOT NULL,
    session TEXT NOT NULL,
    thing TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (region, session, thing)
)
