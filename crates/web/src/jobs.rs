//! Background jobs: claims what is due, runs it by its kind, records how it ended.

use std::time::Duration;

use store::Fault;
use store::jobs::{self, Job};

use crate::{App, JobKind};

/// How long a worker may hold a job.
const LEASE_MS: i64 = 5 * 60 * 1000;
/// Jobs claimed at once.
const AT_ONCE: usize = 8;
/// How long to wait when nothing is due.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs what is due now, in turn; returns how many jobs ran. One failing job never stops the others.
///
/// # Errors
/// When the database cannot be reached.
pub async fn run_due(app: &App, worker: &str) -> Result<usize, Fault> {
    let (now_ms, worker) = (app.now_ms(), worker.to_owned());
    let due = app.db().write(move |tx| jobs::claim(tx, now_ms, &worker, AT_ONCE, LEASE_MS)).await?;
    let count = due.len();
    for job in due {
        run_one(app, job).await?;
    }
    Ok(count)
}

/// Runs jobs until `stop` is ready.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    let worker = app.new_id();
    let work = async {
        loop {
            match run_due(&app, &worker).await {
                Ok(0) => tokio::time::sleep(PAUSE).await,
                Ok(_) => {}
                Err(fault) => {
                    tracing::warn!(error = %fault, "jobs wait for the database");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        () = work => {}
        () = stop => {}
    }
}

async fn run_one(app: &App, job: Job) -> Result<(), Fault> {
    let outcome = match kind(app, &job.kind) {
        // on a task of its own, so that a panic fails this job alone
        Some(kind) => match tokio::spawn((kind.run)(app.clone(), job.clone())).await {
            Ok(outcome) => outcome,
            Err(error) => Err(anyhow::anyhow!("the job did not end: {error}")),
        },
        None => Err(anyhow::anyhow!("no feature runs jobs of kind `{}`", job.kind)),
    };
    let now_ms = app.now_ms();
    match outcome {
        Ok(()) => app.db().write(move |tx| jobs::done(tx, &job, now_ms)).await?,
        Err(error) => {
            let trouble = format!("{error:#}");
            tracing::warn!(kind = %job.kind, attempts = job.attempts, error = %trouble, "a job failed");
            app.db().write(move |tx| jobs::failed(tx, &job, now_ms, &trouble)).await?
        }
    };
    Ok(())
}

fn kind(app: &App, name: &str) -> Option<&'static JobKind> {
    app.features().iter().flat_map(|feature| feature.jobs).find(|kind| kind.kind == name)
}
