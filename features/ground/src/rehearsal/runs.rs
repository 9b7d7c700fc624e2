//! A run in the database: which cases, under which versions, how far, and what came out.

use civic::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::jobs::{self, NewJob};
use store::{Fault, Row, Tx, journal, params};

use super::compare::Kind;
use super::job::KIND;
use super::kept::Told;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunState {
    /// Some cases are still to be judged.
    Running,
    /// All are.
    Done,
    /// Somebody stopped it; what was judged stays.
    Cancelled,
}

impl RunState {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Cancelled => "cancelled",
        }
    }

    fn parse(word: &str) -> RunState {
        match word {
            "done" => RunState::Done,
            "cancelled" => RunState::Cancelled,
            _ => RunState::Running,
        }
    }
}

/// A run as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Area of the drafters: whose cases are judged.
    pub region: String,
    /// Time-ordered id.
    pub id: String,
    /// The proposal.
    pub proposal: String,
    /// Its book.
    pub playbook: String,
    /// Its version as its authors count.
    pub version: String,
    /// Digest of its text.
    pub digest: String,
    /// First day of filing.
    pub from: Date,
    /// Last day of filing.
    pub to: Date,
    /// Where it stands.
    pub state: RunState,
    /// Cases filed in those days.
    pub total: i64,
    /// Of these judged so far.
    pub judged: i64,
    /// Of these decided otherwise.
    pub differ: i64,
    /// Time spent judging, microseconds.
    pub worked_us: i64,
    /// SHA-256 over every line in order: the same input gives the same one.
    pub result: String,
    /// The case judged last.
    pub after: (String, String),
    /// Milliseconds since 1970.
    pub started_at: i64,
}

/// A case of a run.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its county.
    pub region: String,
    /// Its id.
    pub id: String,
    /// Its public number.
    pub number: String,
    /// Day of filing.
    pub filed_on: String,
    /// The service.
    pub service: String,
    /// Digest of the version it was filed under.
    pub digest: String,
    /// It is decided otherwise.
    pub differs: bool,
    /// In what.
    pub kinds: Vec<Kind>,
    /// What both versions say.
    pub told: Told,
}

impl Line {
    /// As it goes into the sum of the run.
    fn summed(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.id()).collect();
        json!([self.region, self.id, self.digest, kinds, self.differs, self.told]).to_string()
    }
}

/// The sum after one more line.
pub fn summed(before: &str, line: &Line) -> String {
    let sum = Sha256::new().chain_update(before).chain_update(line.summed()).finalize();
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(row: &Row) -> Result<Run, Fault> {
    let day = |column: &str| -> Result<Date, Fault> {
        let text: String = row.get(column)?;
        text.parse().map_err(|_| Fault::Database(anyhow::anyhow!("column {column} holds {text:?}")))
    };
    Ok(Run {
        region: row.get("region")?,
        id: row.get("id")?,
        proposal: row.get("proposal")?,
        playbook: row.get("playbook")?,
        version: row.get("version")?,
        digest: row.get("digest")?,
        from: day("from_on")?,
        to: day("to_on")?,
        state: RunState::parse(&row.get::<String>("state")?),
        total: row.get("total")?,
        judged: row.get("judged")?,
        differ: row.get("differ")?,
        worked_us: row.get("worked_us")?,
        result: row.get("result")?,
        after: (row.get("after_region")?, row.get("after_id")?),
        started_at: row.get("started_at")?,
    })
}

/// The runs of a proposal, newest first, at most 50.
pub fn of_proposal(tx: &mut Tx, region: &str, proposal: &str) -> Result<Vec<Run>, Fault> {
    tx.query(include_str!("sql/runs_of_proposal.sql"), params![region, proposal])?.iter().map(read).collect()
}

/// One run.
pub fn by_id(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Run>, Fault> {
    tx.maybe(include_str!("sql/run_by_id.sql"), params![region, id])?.as_ref().map(read).transpose()
}

/// The run of an area that judged most cases: its rate is what another will take.
pub fn measured(tx: &mut Tx, region: &str) -> Result<Option<Run>, Fault> {
    tx.maybe(include_str!("sql/run_measured.sql"), params![region])?.as_ref().map(read).transpose()
}

/// Begins a run and queues its first slice.
pub fn begin(tx: &mut Tx, run: &Run, by: (&str, &str)) -> Result<(), Fault> {
    tx.execute(
        include_str!("sql/insert_run.sql"),
        params![
            &run.region,
            &run.id,
            &run.proposal,
            &run.playbook,
            &run.version,
            &run.digest,
            run.from.to_string(),
            run.to.to_string(),
            run.state.as_str(),
            run.total,
            run.started_at
        ],
    )?;
    note(tx, run, by, "rehearsal/started", run.started_at)?;
    queue(tx, run, run.started_at)
}

/// Queues the next slice. Its key names the case it goes on after, so that a slice is queued once.
pub fn queue(tx: &mut Tx, run: &Run, now_ms: i64) -> Result<(), Fault> {
    let key = format!("{} {}", run.id, run.after.1);
    let payload = json!({ "run": run.id });
    jobs::enqueue(tx, &NewJob { region: &run.region, kind: KIND, key: &key, payload, run_at_ms: now_ms }).map(|_| ())
}

/// Stops a run; false when it has ended already.
pub fn cancel(tx: &mut Tx, run: &Run, by: (&str, &str), now_ms: i64) -> Result<bool, Fault> {
    let stopped = tx.execute(include_str!("sql/cancel_run.sql"), params![&run.region, &run.id, now_ms])? > 0;
    if stopped {
        note(tx, run, by, "rehearsal/cancelled", now_ms)?;
    }
    Ok(stopped)
}

fn note(tx: &mut Tx, run: &Run, (actor, office): (&str, &str), act: &str, at_ms: i64) -> Result<(), Fault> {
    let thing = format!("proposal:{}", run.proposal);
    let detail = json!({"run": run.id, "digest": run.digest, "from": run.from.to_string(), "to": run.to.to_string(),
                        "cases": run.total});
    let entry = journal::Entry { region: &run.region, at_ms, actor, office, act, thing: &thing, detail };
    journal::append(tx, &entry).map(|_| ())
}

/// Keeps a slice and where the run stands after it.
pub fn keep(tx: &mut Tx, run: &Run, lines: &[Line], ended_at: Option<i64>) -> Result<(), Fault> {
    for line in lines {
        let kinds: Vec<&str> = line.kinds.iter().map(|kind| kind.id()).collect();
        let told = serde_json::to_string(&line.told).map_err(|error| Fault::Database(error.into()))?;
        tx.execute(
            include_str!("sql/insert_line.sql"),
            params![
                &run.region,
                &run.id,
                &line.region,
                &line.id,
                &line.number,
                &line.filed_on,
                &line.service,
                &line.digest,
                line.differs,
                format!(" {} ", kinds.join(" ")),
                told
            ],
        )?;
    }
    tx.execute(
        include_str!("sql/update_run.sql"),
        params![
            &run.region,
            &run.id,
            run.state.as_str(),
            run.judged,
            run.differ,
            run.worked_us,
            &run.result,
            &run.after.0,
            &run.after.1,
            ended_at
        ],
    )?;
    Ok(())
}

/// Which lines of a run are looked at.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Also those that are decided the same.
    pub all: bool,
    /// Only this service.
    pub service: String,
    /// Only those that differ in this.
    pub kind: String,
    /// Part of a number.
    pub number: String,
}

/// Lines of a run in their order and how many there are.
pub fn lines(tx: &mut Tx, run: &Run, look: &Look, limit: i64, offset: i64) -> Result<(Vec<Line>, i64), Fault> {
    let like = |text: &str| match text.trim() {
        "" => String::new(),
        text => format!("%{}%", crate::regions::like_escaped(text)),
    };
    let kind = if look.kind.is_empty() { String::new() } else { format!("% {} %", look.kind) };
    let look = params![&run.region, &run.id, look.all, &look.service, kind, like(&look.number)].to_vec();
    let found = tx.one(include_str!("sql/lines_count.sql"), &look)?.get("found")?;
    let mut page = look;
    page.extend_from_slice(params![limit, offset]);
    let rows = tx.query(include_str!("sql/lines_of_run.sql"), &page)?;
    Ok((rows.iter().map(line).collect::<Result<_, _>>()?, found))
}

fn line(row: &Row) -> Result<Line, Fault> {
    let (kinds, told): (String, String) = (row.get("kinds")?, row.get("told")?);
    Ok(Line {
        region: row.get("case_region")?,
        id: row.get("case_id")?,
        number: row.get("number")?,
        filed_on: row.get("filed_on")?,
        service: row.get("service")?,
        digest: row.get("digest")?,
        differs: row.get("differs")?,
        kinds: Kind::ALL.into_iter().filter(|kind| kinds.split(' ').any(|word| word == kind.id())).collect(),
        told: serde_json::from_str(&told).map_err(|error| Fault::Database(error.into()))?,
    })
}

/// Per service: cases, and those decided otherwise.
pub fn by_service(tx: &mut Tx, run: &Run) -> Result<Vec<(String, i64, i64)>, Fault> {
    tx.query(include_str!("sql/lines_by_service.sql"), params![&run.region, &run.id])?
        .iter()
        .map(|row| Ok((row.get("service")?, row.get("n")?, row.get("differ")?)))
        .collect()
}
