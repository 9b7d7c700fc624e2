CREATE TABLE IF NOT EXISTS webhook_delivery (
    region TEXT NOT NULL,
    webhook TEXT NOT NULL,
    message TEXT NOT NULL,
    kind TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    status BIGINT,
    trouble_zh TEXT,
    trouble_en TEXT,
    created_at BIGINT NOT NULL,
    tried_at BIGINT,
    PRIMARY KEY (region, webhook, message)
)
