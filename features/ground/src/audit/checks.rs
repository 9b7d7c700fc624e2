//! Checking the chains: every night and when an auditor asks; what was found is kept, so that a page need not read
//! the whole journal to say until where it is whole.

use civic::clock::start_of;
use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::journal::{self, What};
use store::{Db, Fault, Row, Tx, params};
use web::{App, BoxFuture};

use crate::accounts;

/// Kind of the job.
pub(super) const KIND: &str = "journal-check";

/// How long after midnight the nightly check begins.
const AFTER_MIDNIGHT_MS: i64 = 2 * 3_600_000;

/// What the last check of a region found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// County code.
    pub region: String,
    /// When, epoch milliseconds.
    pub at_ms: i64,
    /// The last entry read.
    pub entries: i64,
    /// Its hash.
    pub hash: String,
    /// The first entry that does not fit, and the word for what is wrong with it.
    pub broken: Option<(i64, String)>,
    /// The first entry whose row of who looked was changed.
    pub looked_changed: Option<i64>,
    /// The first entry whose row of who looked is gone.
    pub looked_gone: Option<i64>,
    /// Person who asked, or `system`.
    pub asked_by: String,
}

impl Checked {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.broken.is_none() && self.looked_changed.is_none() && self.looked_gone.is_none()
    }
}

/// The word kept for what is wrong.
fn word(what: What) -> &'static str {
    match what {
        What::Missing => "missing",
        What::Changed => "changed",
        What::BeyondHead => "beyond",
        What::HeadChanged => "head",
    }
}

/// Reads every chain and keeps what was found.
///
/// # Errors
/// A fault of the database.
pub async fn check_now(db: &Db, now_ms: i64, asked_by: &str) -> Result<(), Fault> {
    let report = journal::verify(db).await?;
    let asked_by = asked_by.to_owned();
    let regions: Vec<String> = report.regions.iter().map(|region| region.region.clone()).collect();
    let looked = db.read(move |tx| {
        regions.iter().map(|region| accounts::unmatched(tx, region)).collect::<Result<Vec<_>, Fault>>()
    });
    let looked = looked.await?;
    db.write(move |tx| {
        for (it, looked) in report.regions.iter().zip(looked) {
            let (changed, gone) = looked;
            let broken = it.outcome.as_ref().err();
            let values = params![
                &it.region,
                now_ms,
                it.entries,
                &it.hash,
                broken.map(|b| b.seq),
                broken.map(|b| word(b.what)),
                changed,
                gone,
                &asked_by
            ];
            tx.execute(include_str!("sql/insert_journal_check.sql"), values)?;
        }
        Ok(())
    })
    .await
}

/// Queues a check at once; a second one asked in the same minute is the same.
pub(super) fn ask(tx: &mut Tx, region: &str, now_ms: i64, asked_by: &str) -> Result<(), Fault> {
    let key = format!("asked {}", now_ms / 60_000);
    let payload = json!({ "by": asked_by });
    jobs::enqueue(tx, &NewJob { region, kind: KIND, key: &key, payload, run_at_ms: now_ms })?;
    Ok(())
}

/// Stands the check of the coming night ready; done again, it changes nothing.
///
/// # Errors
/// A fault of the database.
pub async fn stand_tonight(app: &App) -> Result<(), Fault> {
    let (region, today) = (app.settings().region.clone(), app.today());
    app.db().write(move |tx| tonight(tx, &region, today)).await
}

fn tonight(tx: &mut Tx, region: &str, today: civic::Date) -> Result<(), Fault> {
    let Ok(day) = today.tomorrow() else { return Ok(()) };
    let run_at_ms = start_of(day).as_millisecond() + AFTER_MIDNIGHT_MS;
    let key = format!("night {day}");
    jobs::enqueue(tx, &NewJob { region, kind: KIND, key: &key, payload: json!({ "by": "system" }), run_at_ms })?;
    Ok(())
}

/// Runs a check; a nightly one stands the next ready.
pub(super) fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let by = job.payload["by"].as_str().unwrap_or("system").to_owned();
        check_now(app.db(), app.now_ms(), &by).await?;
        stand_tonight(&app).await?;
        Ok(())
    })
}

/// The last check of each region.
pub(super) fn latest(tx: &mut Tx, (from, to): (&str, &str)) -> Result<Vec<Checked>, Fault> {
    tx.query(include_str!("sql/latest_journal_checks.sql"), params![from, to])?.iter().map(checked).collect()
}

fn checked(row: &Row) -> Result<Checked, Fault> {
    let (seq, what) = (row.get::<Option<i64>>("broken_seq")?, row.get::<Option<String>>("broken_what")?);
    Ok(Checked {
        region: row.get("region")?,
        at_ms: row.get("checked_at")?,
        entries: row.get("entries")?,
        hash: row.get("hash")?,
        broken: seq.zip(what),
        looked_changed: row.get("looked_changed")?,
        looked_gone: row.get("looked_gone")?,
        asked_by: row.get("asked_by")?,
    })
}
