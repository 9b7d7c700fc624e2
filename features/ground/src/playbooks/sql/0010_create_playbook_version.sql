CREATE TABLE IF NOT EXISTS playbook_version (
    region TEXT NOT NULL,
    playbook TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    files TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    published_by TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (region, playbook, version)
)
