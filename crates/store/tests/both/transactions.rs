//! What a transaction promises: all or nothing, alone or among many.

use std::time::Duration;

use store::{Db, Engine, Fault, Value, params};

use crate::{ADD, count, databases};

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_lose_nothing() {
    for db in databases().await {
        let writers: Vec<_> = (0..40)
            .map(|writer: i64| {
                let db = db.clone();
                tokio::spawn(async move {
                    for n in 0..10 {
                        let id = format!("{writer}-{n}");
                        db.write(move |tx| tx.execute(ADD, params!["r", id, n])).await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(count(&db).await, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_failure_among_many_fails_alone() {
    for db in databases().await {
        let writers: Vec<_> = (0..50i64)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(move |tx| {
                        tx.execute(ADD, params!["r", n.to_string(), n])?;
                        match n {
                            7 => panic!("seven"),
                            8 => tx.execute("SELECT no_such_column FROM note", &[]),
                            9 => Err(Fault::NoRow),
                            10 => tx.execute(ADD, params!["r", "10", n]),
                            _ => Ok(1),
                        }
                    })
                    .await
                })
            })
            .collect();
        let mut outcomes = Vec::new();
        for writer in writers {
            outcomes.push(writer.await.unwrap());
        }
        assert!(matches!(&outcomes[7], Err(Fault::Panicked { message }) if message == "seven"), "{:?}", outcomes[7]);
        assert!(matches!(outcomes[8], Err(Fault::Database(_))));
        assert!(matches!(outcomes[9], Err(Fault::NoRow)));
        assert!(
            matches!(&outcomes[10], Err(Fault::Unique { constraint }) if constraint == "note(region,id)"),
            "{:?}",
            outcomes[10]
        );
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 46);
        assert_eq!(count(&db).await, 46);
    }
}

#[tokio::test]
async fn an_ok_that_hides_a_failed_statement_is_not_stored() {
    for db in databases().await {
        let outcome = db
            .write(|tx| {
                tx.execute(ADD, params!["r", "a", 1])?;
                let _ = tx.execute(ADD, params!["r", "a", 1]);
                Ok::<_, Fault>(())
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(count(&db).await, 0);
    }
}

#[tokio::test]
async fn an_attempt_may_fail_and_the_rest_is_stored() {
    for db in databases().await {
        db.write(|tx| {
            tx.execute(ADD, params!["r", "a", 1])?;
            let second = tx.attempt(|tx| {
                tx.execute(ADD, params!["r", "b", 1])?;
                tx.attempt(|tx| tx.execute(ADD, params!["r", "c", 1]))?;
                tx.execute(ADD, params!["r", "a", 1])
            });
            assert!(matches!(second, Err(Fault::Unique { .. })));
            tx.execute(ADD, params!["r", "d", 1])
        })
        .await
        .unwrap();
        let ids = db.read(|tx| tx.query("SELECT id FROM note ORDER BY id", &[])).await.unwrap();
        let ids: Vec<String> = ids.iter().map(|row| row.get("id").unwrap()).collect();
        assert_eq!(ids, ["a", "d"]);
    }
}

#[tokio::test]
async fn a_read_cannot_write_and_sees_one_moment() {
    for db in databases().await {
        assert!(db.read(|tx| tx.execute(ADD, params!["r", "a", 1])).await.is_err());
        let (reading, started) = std::sync::mpsc::channel();
        let (written, go_on) = std::sync::mpsc::channel::<()>();
        let reader = db.clone();
        let seen = tokio::spawn(async move {
            reader
                .read(move |tx| {
                    let before: i64 = tx.one("SELECT COUNT(*) AS n FROM note", &[])?.get("n")?;
                    reading.send(()).unwrap();
                    go_on.recv().unwrap();
                    let after: i64 = tx.one("SELECT COUNT(*) AS n FROM note", &[])?.get("n")?;
                    Ok::<_, Fault>((before, after))
                })
                .await
                .unwrap()
        });
        tokio::task::spawn_blocking(move || started.recv().unwrap()).await.unwrap();
        db.write(|tx| tx.execute(ADD, params!["r", "a", 1])).await.unwrap();
        written.send(()).unwrap();
        assert_eq!(seen.await.unwrap(), (0, 0));
        assert_eq!(count(&db).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_leaves_a_whole_act() {
    for db in databases().await {
        let (entered, inside) = tokio::sync::oneshot::channel();
        let (leave, left) = std::sync::mpsc::channel::<()>();
        let writer = db.clone();
        let caller = tokio::spawn(async move {
            writer
                .write(move |tx| {
                    tx.execute(ADD, params!["r", "a", 1])?;
                    entered.send(()).unwrap();
                    left.recv().unwrap();
                    tx.execute(ADD, params!["r", "b", 2])
                })
                .await
        });
        inside.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        leave.send(()).unwrap();
        // Taken after the abandoned act on both engines: the writer is one thread, the guard one row.
        wait_for(&db, 2).await;
    }
}

async fn wait_for(db: &Db, wanted: i64) {
    tokio::time::timeout(Duration::from_secs(20), async {
        while count(db).await != wanted {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn transaction_control_and_second_statements_are_refused() {
    for db in databases().await {
        for sql in ["COMMIT", " -- x\n rollback", "SELECT 1; SELECT 2", "", "PRAGMA foreign_keys = off", "SET x = 1"] {
            let outcome = db.write(move |tx| tx.execute(sql, &[])).await;
            assert!(matches!(outcome, Err(Fault::Database(_))), "{sql}: {outcome:?}");
        }
        assert!(db.write(|tx| tx.query("SELECT 1 AS n; ", &[])).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_lets_one_decision_pass_at_a_time() {
    for db in databases().await {
        let takers: Vec<_> = (0..20)
            .map(|n: i64| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(move |tx| {
                        tx.guard("r", "five places")?;
                        let taken: i64 = tx.one("SELECT COUNT(*) AS n FROM note", &[])?.get("n")?;
                        if taken < 5 {
                            tx.execute(ADD, params!["r", n.to_string(), n])?;
                        }
                        Ok::<_, Fault>(())
                    })
                    .await
                    .unwrap();
                })
            })
            .collect();
        for taker in takers {
            taker.await.unwrap();
        }
        assert_eq!(count(&db).await, 5);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_busy_once_and_passes_when_run_again() {
    for db in databases().await.into_iter().filter(|db| db.engine() == Engine::Postgres) {
        db.write(|tx| {
            tx.execute(ADD, params!["r", "a", 0])?;
            tx.execute(ADD, params!["r", "b", 0])
        })
        .await
        .unwrap();
        let meet = std::sync::Arc::new(std::sync::Barrier::new(2));
        let both = [["a", "b"], ["b", "a"]].map(|ids| {
            let (db, meet, first) = (db.clone(), meet.clone(), std::sync::atomic::AtomicBool::new(true));
            tokio::spawn(async move {
                db.write_again(move |tx| {
                    let add = "UPDATE note SET n = n + 1 WHERE region = 'r' AND id = $1";
                    tx.execute(add, params![ids[0]])?;
                    if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                        meet.wait();
                    }
                    tx.execute(add, params![ids[1]])
                })
                .await
            })
        });
        for one in both {
            one.await.unwrap().unwrap();
        }
        let sum = "SELECT CAST(SUM(n) AS BIGINT) AS n FROM note";
        assert_eq!(db.read(move |tx| tx.one(sum, &[])?.get::<i64>("n")).await.unwrap(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_says_come_back_and_the_next_request_works() {
    for db in databases().await.into_iter().filter(|db| db.engine() == Engine::Postgres) {
        let outcome = db
            .write(|tx| {
                tx.execute(ADD, params!["r", "a", 1])?;
                tx.execute("SELECT pg_terminate_backend(pg_backend_pid())", &[])
            })
            .await;
        assert!(matches!(outcome, Err(Fault::Lost { retry_after_s: 5, .. })), "{outcome:?}");
        assert_eq!(count(&db).await, 0);
        // Connections that broke while nobody used them are replaced unseen.
        let kill = "SELECT COUNT(pg_terminate_backend(pid, 10000)) AS n FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
        db.write(move |tx| tx.query(kill, &[])).await.unwrap();
        for _ in 0..20 {
            assert_eq!(count(&db).await, 0);
        }
    }
}

#[tokio::test]
async fn insert_many_takes_any_number_of_rows() {
    for db in databases().await {
        let rows = |from: i64, to: i64| -> Vec<Vec<Value>> {
            (from..to).map(|n| vec!["r".into(), n.to_string().into(), n.into()]).collect()
        };
        let head = "INSERT INTO note (region, id, n)";
        let tail = "ON CONFLICT (region, id) DO UPDATE SET n = excluded.n + 1";
        let (all, again) = (rows(0, 1237), rows(1000, 1300));
        assert_eq!(db.write(move |tx| tx.insert_many(head, &all, "")).await.unwrap(), 1237);
        assert_eq!(db.write(move |tx| tx.insert_many(head, &again, tail)).await.unwrap(), 300);
        assert_eq!(db.write(move |tx| tx.insert_many(head, &[], tail)).await.unwrap(), 0);
        assert_eq!(count(&db).await, 1300);
    }
}

#[tokio::test]
async fn callers_that_go_away_at_any_moment_leave_no_transaction_open() {
    for db in databases().await {
        for round in 0..200i64 {
            let (reader, writer) = (db.clone(), db.clone());
            let read = tokio::spawn(async move { reader.read(|tx| tx.query("SELECT 1 AS n", &[])).await });
            let write = tokio::spawn(async move {
                writer.write(move |tx| tx.execute(ADD, params!["a", round.to_string(), 1])).await
            });
            for _ in 0..round % 7 {
                tokio::task::yield_now().await;
            }
            read.abort();
            write.abort();
        }
        for n in 0..40i64 {
            db.write(move |tx| tx.execute(ADD, params!["b", n.to_string(), n])).await.unwrap();
            let stored = "SELECT COUNT(*) AS n FROM note WHERE region = 'b'";
            let seen: i64 = db.read(move |tx| tx.one(stored, &[])?.get("n")).await.unwrap();
            assert_eq!(seen, n + 1);
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_says_come_back() {
    let outcome = Db::postgres("postgres://nobody@%2Fnowhere/none").await;
    assert!(matches!(outcome, Err(Fault::Lost { .. })), "{:?}", outcome.err());
    assert!(Db::postgres("postgres://a b c").await.is_err());
}
