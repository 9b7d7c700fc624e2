CREATE TABLE IF NOT EXISTS area (
    region TEXT NOT NULL,
    code TEXT NOT NULL,
    parent TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (region, code)
)
