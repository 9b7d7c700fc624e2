CREATE TABLE IF NOT EXISTS store_migration (
    feature TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at BIGINT NOT NULL,
    PRIMARY KEY (feature, name)
)
