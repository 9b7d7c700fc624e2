//! Jobs run once, come again after a failure, and outlive their worker.

use std::collections::BTreeSet;

use serde_json::json;
use store::Db;
use store::jobs::{ATTEMPTS_MAX, Job, NewJob, State, claim, done, enqueue, failed, forget, list};

use crate::databases;

async fn add(db: &Db, key: &str, run_at_ms: i64) -> bool {
    let key = key.to_owned();
    db.write(move |tx| {
        enqueue(tx, &NewJob { region: "r", kind: "notice", key: &key, payload: json!({ "to": "张三" }), run_at_ms })
    })
    .await
    .unwrap()
}

async fn take(db: &Db, now_ms: i64, limit: usize) -> Vec<Job> {
    db.write(move |tx| claim(tx, now_ms, "w", limit, 1000)).await.unwrap()
}

#[tokio::test]
async fn a_job_of_the_same_kind_and_key_is_one_job() {
    for db in databases().await {
        assert!(add(&db, "a", 5).await);
        assert!(!add(&db, "a", 9).await);
        assert!(take(&db, 4, 9).await.is_empty());
        let jobs = take(&db, 5, 9).await;
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].payload, json!({ "to": "张三" }));
        assert!(take(&db, 6, 9).await.is_empty());
        let job = jobs[0].clone();
        assert!(db.write(move |tx| done(tx, &job, 7)).await.unwrap());
        assert!(!add(&db, "a", 9).await);
        assert_eq!(db.write(|tx| forget(tx, "r", 8)).await.unwrap(), 1);
        assert!(add(&db, "a", 9).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_workers_never_share_a_job() {
    for db in databases().await {
        for n in 0..100 {
            add(&db, &n.to_string(), n).await;
        }
        let workers: Vec<_> = (0..20)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let jobs = take(&db, 1000, 3).await;
                        if jobs.is_empty() {
                            return mine;
                        }
                        mine.extend(jobs.into_iter().map(|job| job.key));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!((all.len(), distinct.len()), (distinct.len(), distinct.len()));
        // A worker may come away empty while others hold the front; one more look takes what is left.
        assert_eq!(distinct.len() + take(&db, 1000, 100).await.len(), 100);
    }
}

#[tokio::test]
async fn a_job_of_a_dead_worker_is_due_again_and_the_late_worker_loses_it() {
    for db in databases().await {
        add(&db, "a", 0).await;
        let first = take(&db, 10, 1).await.remove(0);
        assert!(take(&db, 1009, 1).await.is_empty());
        let second = take(&db, 1010, 1).await.remove(0);
        assert_eq!(second.attempts, 2);
        let (late, held) = (first.clone(), second.clone());
        assert!(!db.write(move |tx| done(tx, &late, 1011)).await.unwrap());
        assert!(!db.write(move |tx| failed(tx, &first, 1011, "late")).await.unwrap());
        assert!(db.write(move |tx| done(tx, &held, 1012)).await.unwrap());
    }
}

#[tokio::test]
async fn a_failed_job_waits_longer_each_time_and_is_given_up_at_last() {
    for db in databases().await {
        add(&db, "a", 0).await;
        let mut now = 0;
        for attempt in 1..=ATTEMPTS_MAX {
            let job = take(&db, now, 1).await.remove(0);
            assert_eq!(job.attempts, attempt);
            db.write(move |tx| failed(tx, &job, now, "the post office is closed")).await.unwrap();
            assert!(take(&db, now + 9_999, 1).await.is_empty());
            now += 3_600_000;
        }
        assert!(take(&db, now * 2, 1).await.is_empty());
        let given_up = db.read(|tx| list(tx, "r", State::GivenUp, 10)).await.unwrap();
        assert_eq!(given_up[0].trouble.as_deref(), Some("the post office is closed"));
    }
}
