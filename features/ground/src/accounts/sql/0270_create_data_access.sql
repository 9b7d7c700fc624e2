CREATE TABLE IF NOT EXISTS data_access (
    region TEXT NOT NULL,
    subject TEXT NOT NULL,
    on_day TEXT NOT NULL,
    actor TEXT NOT NULL,
    thing TEXT NOT NULL,
    kind TEXT NOT NULL,
    office TEXT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (region, subject, on_day, actor, thing, kind)
)
