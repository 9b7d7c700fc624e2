CREATE TABLE IF NOT EXISTS person (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    sign_in TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    agency TEXT,
    enterprise TEXT,
    password_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (region, id),
    UNIQUE (region, sign_in)
)
