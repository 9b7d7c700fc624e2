//! The first thing to try.
use store::{Db, Fault, params};

#[tokio::test]
async fn writes_and_reads() {
    let db = Db::memory().unwrap();
    let applied = db.migrate(&[]).await.unwrap();
    assert!(applied.contains(&"store/0020_create_store_once".to_owned()), "{applied:?}");
    let seq = db
        .write(|tx| {
            store::journal::append(
                tx,
                &store::journal::Entry {
                    region: "990121",
                    at_ms: 1,
                    actor: "system",
                    office: "",
                    act: "x",
                    thing: "case:1",
                    detail: serde_json::json!({"a": 1}),
                },
            )
        })
        .await
        .unwrap();
    assert_eq!(seq, 1);
    let n: i64 = db
        .read(|tx| tx.one("SELECT COUNT(*) AS n FROM store_journal WHERE region = $1", params!["990121"])?.get("n"))
        .await
        .unwrap();
    assert_eq!(n, 1);
    assert!(store::journal::verify(&db).await.unwrap().is_sound());
    let bad = db.read(|tx| tx.execute("DELETE FROM store_journal", &[])).await;
    assert!(matches!(bad, Err(Fault::Database(_))), "{bad:?}");
    assert_eq!(store::schema::schema_check(&db, &[]).await.unwrap(), []);
}
