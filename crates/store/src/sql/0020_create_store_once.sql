-- outcome is NULL only inside the transaction that runs the act
CREATE TABLE IF NOT EXISTS store_once (
    region TEXT NOT NULL,
    txid TEXT NOT NULL,
    act TEXT NOT NULL,
    outcome TEXT,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (region, txid)
)
