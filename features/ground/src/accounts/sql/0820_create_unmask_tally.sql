CREATE TABLE IF NOT EXISTS unmask_tally (
    region TEXT NOT NULL,
    person TEXT NOT NULL,
    hour BIGINT NOT NULL,
    looks BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    PRIMARY KEY (region, person, hour)
)
