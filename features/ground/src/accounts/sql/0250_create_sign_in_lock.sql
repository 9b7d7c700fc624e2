CREATE TABLE IF NOT EXISTS sign_in_lock (
    region TEXT NOT NULL,
    guard TEXT NOT NULL,
    sign_in TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (region, guard)
)
