CREATE TABLE IF NOT EXISTS recovery_code (
    region TEXT NOT NULL,
    person TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (region, person, code_hash)
)
