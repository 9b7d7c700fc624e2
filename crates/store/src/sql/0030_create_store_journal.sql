CREATE TABLE IF NOT EXISTS store_journal (
    region TEXT NOT NULL,
    seq BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    office TEXT NOT NULL,
    act TEXT NOT NULL,
    thing TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (region, seq)
)
