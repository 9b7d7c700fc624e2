//! Judges a run slice by slice. A slice and the place it ended at are written together, so a restart goes on there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use civic::{Date, RegionCode};
use playbook::Playbook;
use rules::Explanation;
use store::jobs::Job;
use store::{Fault, Tx};
use web::{App, BoxFuture, Stop};

use super::compare::{self, Said};
use super::kept::{Kept, Told};
use super::runs::{self, Line, Run, RunState};
use crate::cases::facts::CaseFacts;
use crate::cases::filed::{Span, filed_after};
use crate::cases::{facts_of, whole};
use crate::playbooks;

/// Kind of the job.
pub const KIND: &str = "rehearsal";

/// Cases of one slice: a second or so, far within a job's lease.
const SLICE: i64 = 200;

/// A case that was filed, without whose it is.
pub struct Filed {
    /// County.
    pub region: String,
    /// Id.
    pub id: String,
    /// Public number.
    pub number: String,
    /// Digest of the version it was filed under.
    pub digest: String,
    /// The service.
    pub service: String,
    /// Day of filing.
    pub filed_on: Date,
    /// What is stored with it.
    pub facts: CaseFacts,
}

/// One case under both versions.
pub struct Judged {
    /// Under the version it was filed under.
    pub before: Option<Said>,
    /// Under the proposed one.
    pub after: Option<Said>,
    /// What the service is called.
    pub name: civic::Text,
}

/// Judges one slice and queues the next.
pub(super) fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let (region, id) = (job.region.clone(), job.payload["run"].as_str().unwrap_or_default().to_owned());
        let read = app.db().read(move |tx| -> Result<_, Fault> {
            let Some(run) = runs::by_id(tx, &region, &id)?.filter(|run| run.state == RunState::Running) else {
                return Ok(None);
            };
            let cases = filed(tx, &run, SLICE)?;
            Ok(Some((run, cases)))
        });
        let Some((before, cases)) = read.await? else { return Ok(()) };
        let proposed = playbooks::proposed_in(&app, &before.region, &before.proposal).await;
        let book = proposed.map_err(|stop| anyhow::anyhow!("the proposal: {stop:?}"))?;
        let book = book.ok_or_else(|| anyhow::anyhow!("the proposal is not there any more"))?.book;
        let books = books_of(&app, &cases).await?;
        let last = i64::try_from(cases.len()).unwrap_or(0) < SLICE;
        let (mut after, now_ms) = (before.clone(), app.now_ms());
        let work = tokio::task::spawn_blocking(move || {
            let began = began();
            let lines: Vec<Line> = cases.into_iter().map(|case| line(&books, &book, case)).collect();
            (lines, i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX))
        });
        let (lines, worked_us) = work.await?;
        for line in &lines {
            after.judged += 1;
            after.differ += i64::from(line.differs);
            after.result = runs::summed(&after.result, line);
            after.after = (line.region.clone(), line.id.clone());
        }
        after.worked_us += worked_us;
        // what was filed or erased since the run began neither ends it early nor keeps it open
        after.total = after.total.max(after.judged);
        if last {
            after.state = RunState::Done;
        }
        app.db()
            .write(move |tx| -> Result<(), Fault> {
                // another worker whose lease overlapped, or somebody who cancelled, was quicker
                if runs::by_id(tx, &before.region, &before.id)?.as_ref() != Some(&before) {
                    return Ok(());
                }
                runs::keep(tx, &after, &lines, last.then_some(now_ms))?;
                if last { Ok(()) } else { runs::queue(tx, &after, now_ms) }
            })
            .await?;
        Ok(())
    })
}

/// The time spent judging is measured; nothing is decided by it.
fn began() -> Instant {
    Instant::now()
}

/// The next cases of a run.
fn filed(tx: &mut Tx, run: &Run, limit: i64) -> Result<Vec<Filed>, Fault> {
    let span = Span::of(&run.region, &run.playbook, (run.from, run.to));
    let rows = filed_after(tx, &span, (&run.after.0, &run.after.1), limit)?;
    rows.iter()
        .map(|row| {
            let (region, id): (String, String) = (row.get("region")?, row.get("id")?);
            let filed_at: i64 = row.get("filed_at")?;
            Ok(Filed {
                number: row.get::<Option<String>>("number")?.unwrap_or_default(),
                digest: row.get("digest")?,
                service: row.get("service")?,
                filed_on: whole::local_day(filed_at).unwrap_or(run.from),
                facts: CaseFacts::stored(facts_of(tx, &region, &id)?),
                region,
                id,
            })
        })
        .collect()
}

/// The reasons that decide, worked out anew for the lines looked at; none where the reason is a list of papers.
pub async fn whys(app: &App, book: &Arc<Playbook>, lines: &[Line]) -> Result<Vec<Option<Explanation>>, Stop> {
    let wanted = lines.to_vec();
    let read = app.db().read(move |tx| -> Result<_, Fault> {
        let again = |line: &Line| -> Result<Filed, Fault> {
            Ok(Filed {
                facts: CaseFacts::stored(facts_of(tx, &line.region, &line.id)?),
                filed_on: line.filed_on.parse().unwrap_or(Date::MIN),
                region: line.region.clone(),
                id: line.id.clone(),
                number: line.number.clone(),
                digest: line.digest.clone(),
                service: line.service.clone(),
            })
        };
        wanted.iter().map(again).collect::<Result<Vec<_>, _>>()
    });
    let (cases, kinds, book) =
        (read.await?, lines.iter().map(|l| l.kinds.clone()).collect::<Vec<_>>(), Arc::clone(book));
    let books = books_of(app, &cases).await?;
    let work = tokio::task::spawn_blocking(move || {
        let each = cases.iter().zip(kinds).map(|(case, kinds)| judge(&books, &book, case).after?.why(&kinds).cloned());
        each.collect()
    });
    Ok(work.await.map_err(anyhow::Error::from)?)
}

/// The versions the cases were filed under.
pub type Books = BTreeMap<String, Option<Arc<playbooks::Published>>>;

/// Loads them.
pub async fn books_of(app: &App, cases: &[Filed]) -> anyhow::Result<Books> {
    let mut books = BTreeMap::new();
    for case in cases {
        if !books.contains_key(&case.digest) {
            let found = playbooks::by_digest(app, &case.digest).await;
            books.insert(case.digest.clone(), found.map_err(|stop| anyhow::anyhow!("a version: {stop:?}"))?);
        }
    }
    Ok(books)
}

fn line(books: &Books, book: &Playbook, case: Filed) -> Line {
    let judged = judge(books, book, &case);
    let kinds = match (&judged.before, &judged.after) {
        (Some(before), Some(after)) => before.differs(after),
        _ => Vec::new(),
    };
    Line {
        differs: !kinds.is_empty() || judged.before.is_some() != judged.after.is_some(),
        kinds,
        told: Told {
            name: (judged.name.zh.to_string(), judged.name.en.to_string()),
            before: judged.before.as_ref().map(Kept::of),
            after: judged.after.as_ref().map(Kept::of),
        },
        region: case.region,
        id: case.id,
        number: case.number,
        filed_on: case.filed_on.to_string(),
        service: case.service,
        digest: case.digest,
    }
}

/// One case under the version it was filed under and under the proposed one. Pure: same input, same result.
pub fn judge(books: &Books, after: &Playbook, case: &Filed) -> Judged {
    let before = books.get(&case.digest).and_then(Option::as_ref).map(|there| &*there.playbook);
    let area = RegionCode::parse(&case.region).unwrap_or_else(|_| RegionCode::nation());
    let on = case.filed_on;
    let then = before.and_then(|book| compare::said(&book.effective(Some(&area), on), &case.service, &case.facts, on));
    // a version that begins later is taken as of its own first day
    let first = after.day_nearest(on);
    let here = after.effective(Some(&area), first);
    let now = compare::said(&here, &case.service, &case.facts, first);
    let service = here.services.get(&case.service).or_else(|| before?.services.get(&case.service));
    let name =
        service.map_or_else(|| civic::Text::new(case.service.as_str(), case.service.as_str()), |s| s.name.clone());
    Judged { before: then, after: now, name }
}
