//! The clocks of a case in the database: every turn is kept, and where each clock stands now.

use civic::Date;
use civic::calendar::Calendar;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::Hand;
use crate::cases::clock::DueDay;
use crate::cases::clocks::run::{Cause, Clock, End, Turn};
use crate::cases::store::{broken, date, sql};

/// One turn of one clock, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockEvent {
    /// Order within the case, from 1.
    pub seq: i64,
    /// Which clock: empty = the case's, else the step's id.
    pub clock: String,
    /// What happened.
    pub turn: Turn,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// The local day.
    pub on: Date,
    /// Why, in the words of whoever did it; for a stop that ended, its result.
    pub reason: String,
    /// Whose hand.
    pub office: String,
    /// The last day after the turn; `None` while the clock stands still.
    pub due_on: Option<Date>,
}

fn event(row: &Row) -> Result<ClockEvent, Fault> {
    let kind: String = row.get("kind")?;
    let days = || row.get::<Option<i64>>("days").map(Option::unwrap_or_default);
    let name = || row.get::<Option<String>>("stop").map(Option::unwrap_or_default);
    let turn = match kind.as_str() {
        "start" => Turn::Start { days: days()? },
        "stop" => {
            let cause: String = row.get::<Option<String>>("cause")?.unwrap_or_default();
            let cause = Cause::parse(&cause).ok_or_else(|| broken("cause", &cause))?;
            Turn::Stop { name: name()?, cause, expected_on: date(row, "expected_on")? }
        }
        "continue" => Turn::Continue { name: name()? },
        "extend" => Turn::Extend { days: days()? },
        "hasten" => Turn::Hasten { days: days()? },
        "done" => Turn::End(End::Done),
        "lapsed" => Turn::End(End::Lapsed),
        _ => return Err(broken("kind", &kind)),
    };
    let on = date(row, "happened_on")?.ok_or_else(|| broken("happened_on", ""))?;
    Ok(ClockEvent {
        seq: row.get("seq")?,
        clock: row.get("clock")?,
        turn,
        at_ms: row.get("happened_at")?,
        on,
        reason: row.get("reason")?,
        office: row.get("office")?,
        due_on: date(row, "due_on")?,
    })
}

/// Everything that happened to the clocks of a case, oldest first.
pub fn events(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<ClockEvent>, Fault> {
    let rows = tx.query(sql!("clock_events_of_case"), params![region, case])?;
    rows.iter().map(event).collect()
}

/// The clock as its turns left it; `None` when it never began.
pub fn replay(events: &[ClockEvent], clock: &str, calendar: &Calendar) -> Option<Clock> {
    let mut mine = events.iter().filter(|e| e.clock == clock);
    let first = mine.next()?;
    let Turn::Start { days } = first.turn else { return None };
    let mut running = Clock::start(first.on, days);
    for event in mine {
        // each was taken when it was written; a calendar published since cannot make it wrong
        let _ = running.turn(event.on, &event.turn, calendar);
    }
    Some(running)
}

/// Keeps a turn and where the clock stands after it.
pub(crate) fn keep(
    tx: &mut Tx,
    hand: &Hand,
    place: (&str, &str, &str),
    turned: (&Turn, &str),
    after: (&Clock, &Calendar),
) -> Result<(), Fault> {
    let (region, case, clock) = place;
    let due = after.0.due(after.1);
    insert(tx, hand, place, turned, hand.today, due)?;
    tx.execute(sql!("end_alerts"), params![region, case, clock, hand.now_ms])?;
    put(tx, place, after.0, after.1, due)
}

/// Writes down the beginning of a clock that ran before clocks were kept.
pub(crate) fn begin_late(tx: &mut Tx, hand: &Hand, place: (&str, &str, &str), clock: &Clock) -> Result<(), Fault> {
    insert(tx, hand, place, (&Turn::Start { days: clock.promised }, ""), clock.started_on, None)
}

fn insert(
    tx: &mut Tx,
    hand: &Hand,
    (region, case, clock): (&str, &str, &str),
    (turn, reason): (&Turn, &str),
    on: Date,
    due: Option<DueDay>,
) -> Result<(), Fault> {
    let last: i64 = tx.one(sql!("clock_seq"), params![region, case])?.get("last")?;
    let (kind, days, cause, stop, expected) = columns(turn);
    tx.execute(
        sql!("insert_clock_event"),
        params![
            region,
            case,
            last + 1,
            clock,
            kind,
            hand.now_ms,
            on.to_string(),
            cause,
            stop,
            days,
            expected,
            reason,
            &hand.office,
            &hand.actor,
            due.map(|d| d.on.to_string())
        ],
    )?;
    Ok(())
}

/// Writes where a clock stands.
pub(crate) fn put(
    tx: &mut Tx,
    (region, case, id): (&str, &str, &str),
    clock: &Clock,
    calendar: &Calendar,
    due: Option<DueDay>,
) -> Result<(), Fault> {
    let state = match clock.end {
        Some((End::Done, _)) => "done",
        Some((End::Lapsed, _)) => "lapsed",
        None if clock.is_stopped() => "stopped",
        None => "running",
    };
    tx.execute(
        sql!("upsert_clock"),
        params![
            region,
            case,
            id,
            state,
            clock.started_on.to_string(),
            clock.promised,
            clock.extended,
            due.map(|d| d.on.to_string()),
            due.is_some_and(|d| d.provisional),
            clock.days_left_stopped(calendar),
            clock.holding().next().map(|stop| stop.cause.as_str())
        ],
    )?;
    Ok(())
}

type Columns<'a> = (&'static str, Option<i64>, Option<&'static str>, Option<&'a str>, Option<String>);

fn columns(turn: &Turn) -> Columns<'_> {
    match turn {
        Turn::Start { days } => ("start", Some(*days), None, None, None),
        Turn::Stop { name, cause, expected_on } => {
            ("stop", None, Some(cause.as_str()), Some(name), expected_on.map(|d| d.to_string()))
        }
        Turn::Continue { name } => ("continue", None, None, Some(name), None),
        Turn::Extend { days } => ("extend", Some(*days), None, None, None),
        Turn::Hasten { days } => ("hasten", Some(*days), None, None, None),
        Turn::End(End::Done) => ("done", None, None, None, None),
        Turn::End(End::Lapsed) => ("lapsed", None, None, None, None),
    }
}
