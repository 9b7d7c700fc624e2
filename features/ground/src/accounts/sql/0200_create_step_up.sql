CREATE TABLE IF NOT EXISTS step_up (
    region TEXT NOT NULL,
    session TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (region, session)
)
