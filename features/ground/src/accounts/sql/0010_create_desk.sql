CREATE TABLE IF NOT EXISTS desk (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (region, id)
)
