//! Background jobs: run once, fail alone, come back later.

use std::sync::atomic::{AtomicUsize, Ordering};

use store::jobs::{NewJob, State, enqueue, list};
use web::testing::TestApp;
use web::{App, BoxFuture, Feature, JobKind};

#[derive(Default)]
struct Ran(AtomicUsize);

fn count(app: App, job: store::jobs::Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        match job.key.as_str() {
            "fails" => anyhow::bail!("the other office does not answer"),
            "panics" => panic!("a mistake of ours"),
            _ => app.extension::<Ran>().0.fetch_add(1, Ordering::SeqCst),
        };
        Ok(())
    })
}

static PROBE: Feature = Feature { name: "probe", jobs: &[JobKind { kind: "count", run: count }], ..Feature::EMPTY };
static FEATURES: [&Feature; 1] = [&PROBE];

async fn put(town: &TestApp, kind: &'static str, key: &'static str) {
    let now = town.app.now_ms();
    let put = town.app.db().write(move |tx| {
        let job = NewJob { region: "990121", kind, key, payload: serde_json::json!({}), run_at_ms: now };
        enqueue(tx, &job)
    });
    assert!(put.await.expect("the job is queued"), "{key} is new");
}

async fn waiting(town: &TestApp, state: State) -> Vec<String> {
    let jobs = town.app.db().read(move |tx| list(tx, "990121", state, 100)).await.expect("the list is read");
    jobs.into_iter().map(|job| job.key).collect()
}

#[tokio::test]
async fn one_failing_job_does_not_stop_the_others_and_comes_back_later() {
    let town = TestApp::new(&FEATURES).await;
    for key in ["fails", "panics", "fine", "also-fine"] {
        put(&town, "count", key).await;
    }
    put(&town, "nobody", "unknown-kind").await;
    assert_eq!(web::jobs::run_due(&town.app, "w1").await.expect("the database answers"), 5);
    assert_eq!(town.app.extension::<Ran>().0.load(Ordering::SeqCst), 2);
    assert_eq!(waiting(&town, State::Done).await.len(), 2);
    assert_eq!(waiting(&town, State::Waiting).await.len(), 3);
    assert_eq!(web::jobs::run_due(&town.app, "w1").await.expect("the database answers"), 0, "not before its time");
    town.clock.advance_ms(60_000);
    assert_eq!(web::jobs::run_due(&town.app, "w1").await.expect("the database answers"), 3);
}
