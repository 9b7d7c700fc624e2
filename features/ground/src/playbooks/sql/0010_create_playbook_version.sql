CREATE TABLE IF NOT EXISTS playbook_version (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    playbook TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    files TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    office TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    PRIMARY KEY (region, id),
    UNIQUE (region, playbook, version),
    UNIQUE (region, digest)
)
