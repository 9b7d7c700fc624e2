CREATE TABLE IF NOT EXISTS held_form (
    region TEXT NOT NULL,
    person TEXT NOT NULL,
    path TEXT NOT NULL,
    sealed TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    PRIMARY KEY (region, person, path)
)
