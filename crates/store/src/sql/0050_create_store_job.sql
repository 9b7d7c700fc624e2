CREATE TABLE IF NOT EXISTS store_job (
    region TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    worker TEXT,
    lease_until BIGINT,
    trouble TEXT,
    ended_at BIGINT,
    PRIMARY KEY (region, kind, key)
)
