//! Every promise of the store, kept on both engines.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

mod jobs;
mod journal;
mod migrate;
mod once;
mod rules;
mod sealed;
mod transactions;
mod values;

use store::testing::engines;
use store::{Db, Migration, MigrationSet};

const NOTE: &[Migration] = &[Migration {
    name: "0010_create_note",
    sql: "CREATE TABLE IF NOT EXISTS note (
        region TEXT NOT NULL, id TEXT NOT NULL, n BIGINT, body TEXT, weight DOUBLE PRECISION,
        flag SMALLINT NOT NULL DEFAULT 0 CHECK (flag IN (0, 1)), content BYTEA,
        PRIMARY KEY (region, id)
    )",
}];

/// Both engines, migrated, with a table to write to.
async fn databases() -> Vec<Db> {
    let databases = engines().await;
    for db in &databases {
        db.migrate(&[MigrationSet { feature: "test", files: NOTE }]).await.unwrap();
    }
    databases
}

const ADD: &str = "INSERT INTO note (region, id, n) VALUES ($1, $2, $3)";

async fn count(db: &Db) -> i64 {
    db.read(|tx| tx.one("SELECT COUNT(*) AS n FROM note", &[])?.get("n")).await.unwrap()
}
