CREATE TABLE IF NOT EXISTS enterprise (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    uscc TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT,
    industry TEXT,
    headcount BIGINT,
    insured_headcount BIGINT,
    revenue_fen BIGINT,
    assets_fen BIGINT,
    contact_name TEXT,
    contact_phone TEXT,
    origins TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (region, id),
    UNIQUE (region, uscc)
)
