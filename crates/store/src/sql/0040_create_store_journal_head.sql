-- the end of each chain; its row lock puts concurrent entries of a region in order
CREATE TABLE IF NOT EXISTS store_journal_head (
    region TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (region)
)
