CREATE TABLE IF NOT EXISTS person_totp (
    region TEXT NOT NULL,
    person TEXT NOT NULL,
    secret TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL,
    PRIMARY KEY (region, person)
)
