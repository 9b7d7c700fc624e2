CREATE TABLE IF NOT EXISTS store_guard (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    taken SMALLINT NOT NULL,
    PRIMARY KEY (region, name)
)
