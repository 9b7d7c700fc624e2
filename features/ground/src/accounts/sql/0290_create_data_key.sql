CREATE TABLE IF NOT EXISTS data_key (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    mark TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (region, name)
)
