//! A repeated submit does one thing once.

use store::once::{forget, once};
use store::{Db, Fault, params};

use crate::{ADD, count, databases};

async fn submit(db: &Db, txid: &str, act: &str, n: i64) -> Result<(i64, bool), Fault> {
    let (txid, act) = (txid.to_owned(), act.to_owned());
    db.write(move |tx| {
        once(tx, "r", &txid, &act, 1, |tx| {
            tx.execute(ADD, params!["r", format!("{n}"), n])?;
            Ok(n)
        })
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_submits_at_the_same_moment_run_once() {
    for db in databases().await {
        let submits: Vec<_> = (0..50)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move { submit(&db, "t", "file", n).await.unwrap() })
            })
            .collect();
        let mut outcomes = Vec::new();
        for one in submits {
            outcomes.push(one.await.unwrap());
        }
        assert_eq!(outcomes.iter().filter(|(_, repeated)| !repeated).count(), 1);
        assert!(outcomes.iter().all(|(n, _)| *n == outcomes[0].0), "{outcomes:?}");
        assert_eq!(count(&db).await, 1);
    }
}

#[tokio::test]
async fn another_act_under_the_same_id_is_refused() {
    for db in databases().await {
        assert_eq!(submit(&db, "t", "file", 1).await.unwrap(), (1, false));
        let outcome = submit(&db, "t", "withdraw", 2).await;
        assert!(matches!(&outcome, Err(Fault::TxidReused { earlier, .. }) if earlier == "file"), "{outcome:?}");
        assert_eq!(count(&db).await, 1);
    }
}

#[tokio::test]
async fn a_refused_submit_may_come_again_under_its_id() {
    for db in databases().await {
        assert_eq!(submit(&db, "s", "file", 1).await.unwrap(), (1, false));
        assert!(matches!(submit(&db, "t", "file", 1).await, Err(Fault::Unique { .. })));
        assert_eq!(submit(&db, "t", "file", 2).await.unwrap(), (2, false));
        // Even where the caller swallows the refusal and stores something else.
        db.write(|tx| {
            let refused = once(tx, "r", "u", "file", 1, |_| Err::<i64, Fault>(Fault::NoRow));
            assert!(refused.is_err());
            tx.execute(ADD, params!["r", "other", 9])
        })
        .await
        .unwrap();
        assert_eq!(submit(&db, "u", "file", 3).await.unwrap(), (3, false));
        assert_eq!(count(&db).await, 4);
    }
}

#[tokio::test]
async fn a_forgotten_id_is_free() {
    for db in databases().await {
        submit(&db, "t", "file", 1).await.unwrap();
        assert_eq!(db.write(|tx| forget(tx, "r", 2)).await.unwrap(), 1);
        assert_eq!(submit(&db, "t", "file", 2).await.unwrap(), (2, false));
    }
}
