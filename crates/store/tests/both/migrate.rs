//! Migrations run once, in order, and never on a database they do not know.

use store::schema::{keys, schema_check};
use store::testing::engines;
use store::{Fault, Migration, MigrationSet, params};

const V1: &[Migration] = &[
    Migration {
        name: "0010_create_offer",
        sql: "-- what an agency offers
            CREATE TABLE IF NOT EXISTS offer (region TEXT NOT NULL, id TEXT NOT NULL, amount_fen BIGINT NOT NULL,
                share DOUBLE PRECISION NOT NULL DEFAULT 0.5, flag SMALLINT NOT NULL DEFAULT 0, body BYTEA,
                PRIMARY KEY (region, id)); -- end",
    },
    Migration {
        name: "0020_view_offer",
        sql: "CREATE VIEW IF NOT EXISTS offer_v_open AS SELECT id FROM offer WHERE flag = 0",
    },
];

const CHANGED: &[Migration] =
    &[V1[0], Migration { name: "0020_view_offer", sql: "CREATE VIEW IF NOT EXISTS offer_v_open AS SELECT 1 AS id" }];

const REPLACED: &[Migration] = &[
    V1[0],
    V1[1],
    Migration {
        name: "0030_view_offer",
        sql: "CREATE OR REPLACE VIEW offer_v_open AS SELECT id, amount_fen FROM offer",
    },
];

fn set(files: &[Migration]) -> [MigrationSet<'_>; 1] {
    [MigrationSet { feature: "relief", files }]
}

#[tokio::test]
async fn migrations_run_once_and_say_what_they_did() {
    for db in engines().await {
        let pending = db.pending(&set(V1)).await.unwrap();
        let applied = db.migrate(&set(V1)).await.unwrap();
        assert_eq!(applied, pending);
        assert!(db.pending(&set(V1)).await.unwrap().is_empty());
        assert_eq!(applied[applied.len() - 2..], ["relief/0010_create_offer", "relief/0020_view_offer"]);
        assert!(db.migrate(&set(V1)).await.unwrap().is_empty());
        db.write(|tx| {
            tx.execute("INSERT INTO offer (region, id, amount_fen) VALUES ($1, $2, $3)", params!["r", "a", 1])
        })
        .await
        .unwrap();
        let wrong = db
            .write(|tx| tx.execute("INSERT INTO offer (region, id, amount_fen) VALUES ('r', 'b', 'many')", &[]))
            .await;
        assert!(wrong.is_err(), "tables are strict on both engines");
    }
}

#[tokio::test]
async fn a_view_is_replaced_by_a_later_file() {
    for db in engines().await {
        db.migrate(&set(V1)).await.unwrap();
        assert_eq!(db.migrate(&set(REPLACED)).await.unwrap(), ["relief/0030_view_offer"]);
        db.read(|tx| tx.query("SELECT id, amount_fen FROM offer_v_open", &[])).await.unwrap();
    }
}

#[tokio::test]
async fn changed_text_of_an_applied_file_is_named() {
    for db in engines().await {
        db.migrate(&set(V1)).await.unwrap();
        let fault = db.migrate(&set(CHANGED)).await.unwrap_err();
        assert!(fault.to_string().contains("relief/sql/0020_view_offer.sql"), "{fault}");
    }
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    for db in engines().await {
        db.migrate(&set(V1)).await.unwrap();
        let fault = db.migrate(&set(&V1[..1])).await.unwrap_err();
        assert!(matches!(fault, Fault::NewerDatabase { name, .. } if name == "0020_view_offer"));
        // A feature this program does not have is no reason to refuse: features come and go.
        assert!(db.migrate(&[]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_file_that_fails_leaves_no_trace_and_is_named() {
    for db in engines().await {
        let files =
            [V1[0], Migration { name: "0015_wrong", sql: "CREATE INDEX IF NOT EXISTS i ON offer (no_such)" }, V1[1]];
        let files: &'static [Migration] = Box::leak(Box::new(files));
        let Err(Fault::Database(why)) = db.migrate(&set(files)).await else { panic!("must fail") };
        assert!(why.to_string().contains("relief/sql/0015_wrong.sql"), "{why:#}");
        assert_eq!(db.migrate(&set(V1)).await.unwrap(), ["relief/0020_view_offer"]);
    }
}

#[tokio::test]
async fn files_of_two_statements_or_out_of_order_or_not_repeatable_are_refused() {
    for db in engines().await {
        let two = [Migration {
            name: "0010_two",
            sql: "CREATE TABLE IF NOT EXISTS a (x TEXT); CREATE TABLE IF NOT EXISTS b (x TEXT)",
        }];
        let two: &'static [Migration] = Box::leak(Box::new(two));
        assert!(db.migrate(&set(two)).await.is_err());
        let blunt = [Migration { name: "0010_blunt", sql: "CREATE TABLE a (x TEXT)" }];
        let blunt: &'static [Migration] = Box::leak(Box::new(blunt));
        assert!(db.migrate(&set(blunt)).await.is_err());
        let backwards: &'static [Migration] = Box::leak(Box::new([V1[1], V1[0]]));
        assert!(db.migrate(&set(backwards)).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_migrate_at_once_share_the_work() {
    for db in engines().await {
        let nodes: Vec<_> = (0..8)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { db.migrate(&set(REPLACED)).await.unwrap() })
            })
            .collect();
        let mut applied = Vec::new();
        for node in nodes {
            applied.extend(node.await.unwrap());
        }
        let all = applied.len();
        applied.sort();
        applied.dedup();
        assert_eq!(applied.len(), all, "no file is applied twice");
        assert!(db.migrate(&set(REPLACED)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_schema_check_names_keys_that_do_not_begin_with_region() {
    const WRONG: &[Migration] = &[
        Migration {
            name: "1",
            sql: "CREATE TABLE IF NOT EXISTS a_by_id (id TEXT NOT NULL, region TEXT NOT NULL, PRIMARY KEY (id, region))",
        },
        Migration { name: "2", sql: "CREATE TABLE IF NOT EXISTS b_no_key (region TEXT NOT NULL)" },
        Migration {
            name: "3",
            sql: "CREATE TABLE IF NOT EXISTS c_unique (region TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (region, id), UNIQUE (code, region))",
        },
        Migration { name: "4", sql: "CREATE UNIQUE INDEX IF NOT EXISTS d_index ON c_unique (lower(code))" },
        Migration { name: "5", sql: "CREATE TABLE IF NOT EXISTS e_number (id BIGINT PRIMARY KEY)" },
        Migration { name: "6", sql: "CREATE TABLE IF NOT EXISTS f_reference (code TEXT PRIMARY KEY)" },
    ];
    for db in engines().await {
        db.migrate(&set(V1)).await.unwrap();
        assert_eq!(schema_check(&db, &[]).await.unwrap(), []);
        assert!(keys(&db).await.unwrap().iter().any(|key| key.table == "offer" && key.columns == ["region", "id"]));
        db.migrate(&[MigrationSet { feature: "wrong", files: WRONG }]).await.unwrap();
        let found = schema_check(&db, &["f_reference"]).await.unwrap();
        let found: Vec<(&str, Vec<&str>)> =
            found.iter().map(|key| (key.table.as_str(), key.columns.iter().map(String::as_str).collect())).collect();
        let mut expected = vec![
            ("a_by_id", vec!["id", "region"]),
            ("b_no_key", vec![]),
            ("c_unique", vec!["code", "region"]),
            ("c_unique", vec![""]),
            ("e_number", vec!["id"]),
        ];
        expected.sort();
        let mut sorted = found.clone();
        sorted.sort();
        assert_eq!(sorted, expected);
    }
}

#[tokio::test]
async fn a_table_that_grows_under_a_prepared_statement_is_read_anew() {
    const WIDER: &[Migration] =
        &[V1[0], V1[1], Migration { name: "0040_alter_offer", sql: "ALTER TABLE offer ADD COLUMN until_on TEXT" }];
    for db in engines().await {
        db.migrate(&set(V1)).await.unwrap();

        assert_eq!(columns(&db).await, 6);
        db.migrate(&set(WIDER)).await.unwrap();
        db.write(|tx| tx.execute("INSERT INTO offer (region, id, amount_fen) VALUES ('r', 'a', 1)", &[]))
            .await
            .unwrap();
        assert_eq!(columns(&db).await, 7);
    }
}

async fn columns(db: &store::Db) -> usize {
    db.write(|tx| {
        tx.execute("INSERT INTO offer (region, id, amount_fen) VALUES ('r', 'x', 1) ON CONFLICT DO NOTHING", &[])
    })
    .await
    .unwrap();
    db.read(|tx| tx.query("SELECT * FROM offer", &[])).await.unwrap()[0].columns().len()
}
