CREATE TABLE IF NOT EXISTS webhook_cursor (
    region TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (region)
)
