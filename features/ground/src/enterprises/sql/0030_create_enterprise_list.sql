CREATE TABLE IF NOT EXISTS enterprise_list (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    lines TEXT,
    outcome TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    PRIMARY KEY (region, id)
)
