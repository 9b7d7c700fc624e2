//! The journal shows every edit, deletion, swap and truncation.

use serde_json::json;
use store::journal::{Break, Entry, What, append, for_thing, verify};
use store::{Db, Fault, params};

use crate::databases;

fn entry<'a>(region: &'a str, act: &'a str, thing: &'a str) -> Entry<'a> {
    Entry {
        region,
        at_ms: 1_582_000_000_000,
        actor: "p1",
        office: "market",
        act,
        thing,
        detail: json!({ "理由": "齐全", "n": 1 }),
    }
}

/// Twelve entries in one region, three in another.
async fn fill(db: &Db) {
    db.write(|tx| {
        for n in 0..12 {
            append(tx, &entry("990121", "case/filed", &format!("case:{}", n % 5)))?;
        }
        for _ in 0..3 {
            append(tx, &entry("990122", "case/granted", "case:9"))?;
        }
        Ok::<_, Fault>(())
    })
    .await
    .unwrap();
}

async fn broken(db: &Db) -> Option<Break> {
    let report = verify(db).await.unwrap();
    let other = report.regions.iter().find(|region| region.region == "990122").unwrap();
    assert_eq!(other.outcome, Ok(()), "the other region stays whole");
    report.regions.into_iter().find(|region| region.region == "990121").and_then(|region| region.outcome.err())
}

/// Tampers with the tables behind the journal's back.
async fn tamper(sql: &'static [&'static str]) -> Vec<Option<Break>> {
    let mut found = Vec::new();
    for db in databases().await {
        fill(&db).await;
        assert_eq!(broken(&db).await, None);
        db.write(move |tx| sql.iter().try_for_each(|sql| tx.execute(sql, &[]).map(drop))).await.unwrap();
        found.push(broken(&db).await);
    }
    found
}

async fn check(sql: &'static [&'static str], seq: i64, what: What) {
    for found in tamper(sql).await {
        assert_eq!(found, Some(Break { seq, what }), "{sql:?}");
    }
}

#[tokio::test]
async fn an_untouched_journal_is_sound_and_tells_the_story_of_a_thing() {
    for db in databases().await {
        fill(&db).await;
        let report = verify(&db).await.unwrap();
        assert!(report.is_sound());
        assert_eq!(report.regions.iter().map(|region| region.entries).collect::<Vec<_>>(), [12, 3]);
        let story = db.read(|tx| for_thing(tx, "990121", "case:0")).await.unwrap();
        assert_eq!(story.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 6, 11]);
        assert_eq!(story[0].detail, r#"{"n":1,"理由":"齐全"}"#);
    }
}

#[tokio::test]
async fn an_edited_field_is_found() {
    for sql in [
        "UPDATE store_journal SET detail = '{}' WHERE region = '990121' AND seq = 5",
        "UPDATE store_journal SET actor = 'p2' WHERE region = '990121' AND seq = 5",
        "UPDATE store_journal SET actor = 'p1m', office = 'arket' WHERE region = '990121' AND seq = 5",
        "UPDATE store_journal SET done_at = done_at + 1 WHERE region = '990121' AND seq = 5",
        "UPDATE store_journal SET hash = 'x' WHERE region = '990121' AND seq = 5",
    ] {
        check(Box::leak(Box::new([sql])), 5, What::Changed).await;
    }
}

#[tokio::test]
async fn a_deleted_entry_is_found() {
    check(&["DELETE FROM store_journal WHERE region = '990121' AND seq = 1"], 1, What::Missing).await;
    check(&["DELETE FROM store_journal WHERE region = '990121' AND seq = 6"], 6, What::Missing).await;
    let renumbered = &[
        "DELETE FROM store_journal WHERE region = '990121' AND seq = 12",
        "UPDATE store_journal_head SET seq = 11 WHERE region = '990121'",
    ];
    check(renumbered, 11, What::HeadChanged).await;
}

#[tokio::test]
async fn two_swapped_entries_are_found() {
    check(
        &[
            "UPDATE store_journal SET seq = 99 WHERE region = '990121' AND seq = 4",
            "UPDATE store_journal SET seq = 4 WHERE region = '990121' AND seq = 7",
            "UPDATE store_journal SET seq = 7 WHERE region = '990121' AND seq = 99",
        ],
        4,
        What::Changed,
    )
    .await;
}

#[tokio::test]
async fn a_truncated_or_lengthened_journal_is_found() {
    check(&["DELETE FROM store_journal WHERE region = '990121' AND seq > 8"], 9, What::Missing).await;
    check(&["DELETE FROM store_journal WHERE region = '990121'"], 1, What::Missing).await;
    check(&["UPDATE store_journal_head SET seq = 10 WHERE region = '990121'"], 11, What::BeyondHead).await;
    check(&["DELETE FROM store_journal_head WHERE region = '990121'"], 1, What::BeyondHead).await;
    let before = "INSERT INTO store_journal (region, seq, done_at, actor, office, act, thing, detail, hash)
        SELECT region, 0, done_at, actor, office, act, thing, detail, hash FROM store_journal
        WHERE region = '990121' AND seq = 1";
    check(Box::leak(Box::new([before])), 0, What::Changed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_entries_of_a_new_region_form_one_chain() {
    for db in databases().await {
        let writers: Vec<_> = (0..30)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(move |tx| {
                        let seq = append(tx, &entry("990121", "case/filed", "case:1"))?;
                        // Every third act fails after its entry: no gap may remain.
                        if n % 3 == 0 { Err(Fault::NoRow) } else { Ok(seq) }
                    })
                    .await
                    .is_ok()
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let report = verify(&db).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.regions[0].entries, 20);
    }
}

#[tokio::test]
async fn more_than_a_page_of_entries_is_verified() {
    for db in databases().await {
        db.write(|tx| {
            for _ in 0..2100 {
                append(tx, &entry("990122", "case/filed", "case:1"))?;
            }
            tx.execute("UPDATE store_journal SET act = 'x' WHERE region = $1 AND seq = 2050", params!["990122"])
        })
        .await
        .unwrap();
        let report = verify(&db).await.unwrap();
        assert_eq!(report.regions[0].outcome, Err(Break { seq: 2050, what: What::Changed }));
    }
}
