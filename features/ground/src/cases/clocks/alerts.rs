//! Who is told when a last day comes near or has passed: officer, head of the agency, supervisor, command centre.
//!
//! Each rung of the ladder is a job at the beginning of its day. A job finds nothing to do when the clock has ended,
//! stands still, or has another last day by then: that day has jobs of its own.

use civic::Date;
use civic::clock::start_of;
use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::{Fault, Row, Tx, params};
use web::{App, BoxFuture};

use crate::cases::acts::{self, Hand};
use crate::cases::clocks::hand::calendar_of;
use crate::cases::clocks::store::{events, replay};
use crate::cases::clocks::{WHOLE_CASE, run::Clock};
use crate::cases::model::{Case, CaseRefusal};
use crate::cases::store::{self as cases, broken, date, sql};
use crate::cases::whole::Rules;

/// Kind of the job.
pub(crate) const KIND: &str = "case-alert";

/// A rung of the ladder, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// One working day is left: the officers at the desk.
    OneDayLeft,
    /// The last day: the officers at the desk.
    LastDay,
    /// One day late: the head of the agency.
    Late,
    /// Two working days late: the supervisor at the lead agency.
    LateSupervised,
    /// Four working days late: the command centre.
    LateAtCommand,
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Told {
    /// The officers at the agency's desk.
    Officer,
    /// The head of the agency.
    Head,
    /// The supervisor at the lead agency.
    Supervisor,
    /// The command centre.
    Command,
}

impl Rung {
    /// Every rung, from the lowest.
    pub const ALL: [Rung; 5] = [Rung::OneDayLeft, Rung::LastDay, Rung::Late, Rung::LateSupervised, Rung::LateAtCommand];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Rung::OneDayLeft => "one-day-left",
            Rung::LastDay => "last-day",
            Rung::Late => "late",
            Rung::LateSupervised => "late-supervised",
            Rung::LateAtCommand => "late-at-command",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Rung> {
        Rung::ALL.into_iter().find(|rung| rung.as_str() == word)
    }

    /// Who is told.
    pub const fn told(self) -> Told {
        match self {
            Rung::OneDayLeft | Rung::LastDay => Told::Officer,
            Rung::Late => Told::Head,
            Rung::LateSupervised => Told::Supervisor,
            Rung::LateAtCommand => Told::Command,
        }
    }

    /// The day on which it is reached, for a last day.
    pub fn day(self, calendar: &civic::calendar::Calendar, due: Date) -> Date {
        match self {
            Rung::OneDayLeft => {
                let mut day = due;
                while let Ok(before) = day.yesterday() {
                    day = before;
                    if calendar.is_working(day).working {
                        break;
                    }
                }
                day
            }
            Rung::LastDay => due,
            Rung::Late => calendar.add_working_days(due, 1).date,
            Rung::LateSupervised => calendar.add_working_days(due, 2).date,
            Rung::LateAtCommand => calendar.add_working_days(due, 4).date,
        }
    }

    fn next(self) -> Option<Rung> {
        Rung::ALL.into_iter().find(|rung| *rung > self)
    }
}

impl Told {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Told::Officer => "officer",
            Told::Head => "head",
            Told::Supervisor => "supervisor",
            Told::Command => "command",
        }
    }
}

/// Somebody was told of a last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// County that holds the case.
    pub region: String,
    /// The case.
    pub case_id: String,
    /// Empty = the case's clock, else the step's id.
    pub clock: String,
    /// Which rung.
    pub rung: Rung,
    /// The last day it is about.
    pub due_on: Date,
    /// The agency whose people are told; of the command centre the lead agency.
    pub agency: String,
    /// Milliseconds since 1970.
    pub told_at: i64,
    /// When it was no longer true.
    pub ended_at: Option<i64>,
}

fn alert(row: &Row, region: String, case_id: String) -> Result<Alert, Fault> {
    let rung: String = row.get("rung")?;
    Ok(Alert {
        region,
        case_id,
        clock: row.get("clock")?,
        rung: Rung::parse(&rung).ok_or_else(|| broken("rung", &rung))?,
        due_on: date(row, "due_on")?.ok_or_else(|| broken("due_on", ""))?,
        agency: row.get("agency")?,
        told_at: row.get("told_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Whom a case's clocks made the program tell, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Alert>, Fault> {
    let rows = tx.query(sql!("alerts_of_case"), params![region, case])?;
    rows.iter().map(|row| alert(row, region.to_owned(), case.to_owned())).collect()
}

/// What still holds for `told` at an agency, by last day; `from` and `to` are the first and last county code.
pub fn of_desk(
    tx: &mut Tx,
    (from, to): (&str, &str),
    told: Told,
    agency: &str,
    limit: i64,
) -> Result<Vec<Alert>, Fault> {
    let rows = tx.query(sql!("alerts_of_desk"), params![from, to, told.as_str(), agency, limit])?;
    rows.iter().map(|row| alert(row, row.get("region")?, row.get("case_id")?)).collect()
}

/// Stands a job ready for the first rung that is still ahead of the clock's last day.
pub(crate) fn watch(tx: &mut Tx, place: (&str, &str, &str), due: Option<Date>, now_ms: i64) -> Result<(), Fault> {
    let Some(due) = due else { return Ok(()) };
    let calendar = calendar_of(place.0);
    let ahead = |rung: &Rung| start_of(rung.day(&calendar, due)).as_millisecond() > now_ms;
    match Rung::ALL.into_iter().find(ahead) {
        Some(rung) => stand(tx, place, due, rung),
        None => Ok(()),
    }
}

fn stand(tx: &mut Tx, (region, case, clock): (&str, &str, &str), due: Date, rung: Rung) -> Result<(), Fault> {
    let on = rung.day(&calendar_of(region), due);
    let job = NewJob {
        region,
        kind: KIND,
        key: &format!("{case} {clock} {due} {}", rung.as_str()),
        payload: json!({ "case": case, "clock": clock, "due": due.to_string(), "rung": rung.as_str() }),
        run_at_ms: start_of(on).as_millisecond(),
    };
    jobs::enqueue(tx, &job)?;
    Ok(())
}

/// Tells whom the rung names, if the clock still runs to the same last day.
pub(crate) fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let text = |key: &str| job.payload[key].as_str().unwrap_or_default().to_owned();
        let (id, clock, region) = (text("case"), text("clock"), job.region.clone());
        let (Some(rung), Ok(due)) = (Rung::parse(&text("rung")), text("due").parse::<Date>()) else {
            anyhow::bail!("the job names no rung and day");
        };
        let (asked, at) = (id.clone(), region.clone());
        let Some(case) = app.db().read(move |tx| cases::by_id(tx, &at, &asked)).await? else { return Ok(()) };
        let lead = Rules::of_case(&app, &case).await.map(|rules| rules.service().lead.clone()).unwrap_or_default();
        let hand = Hand::of_the_house(&app);
        let told = app.db().write(move |tx| {
            let case = acts::take(tx, &region, &id)?;
            tell(tx, &hand, &case, &clock, (rung, due), &lead)
        });
        match told.await {
            Ok(()) => Ok(()),
            Err(CaseRefusal::Fault(fault)) => Err(fault.into()),
            Err(other) => Err(anyhow::anyhow!("{other:?}")),
        }
    })
}

fn tell(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    clock: &str,
    (rung, due): (Rung, Date),
    lead: &str,
) -> Result<(), CaseRefusal> {
    let calendar = calendar_of(&case.region);
    let now = replay(&events(tx, &case.region, &case.id)?, clock, &calendar);
    let holds = |c: &Clock| c.end.is_none() && c.due(&calendar).is_some_and(|d| d.on == due);
    if !now.as_ref().is_some_and(holds) {
        return Ok(());
    }
    let agency = match (clock, rung.told()) {
        (WHOLE_CASE, _) | (_, Told::Supervisor | Told::Command) => lead.to_owned(),
        (step, _) => {
            let steps = cases::steps(tx, &case.region, &case.id)?;
            steps.into_iter().find(|s| s.step == step).map_or(lead.to_owned(), |s| s.agency)
        }
    };
    let added = tx.execute(
        sql!("insert_alert"),
        params![
            &case.region,
            &case.id,
            clock,
            rung.as_str(),
            due.to_string(),
            rung.told().as_str(),
            &agency,
            hand.now_ms
        ],
    )?;
    if added > 0 {
        let detail = json!({"clock": clock, "rung": rung.as_str(), "due": due.to_string(), "told": rung.told().as_str(), "agency": agency});
        hand.journal(tx, &case.region, &case.id, "clock/told", detail)?;
    }
    if let Some(next) = rung.next() {
        stand(tx, (&case.region, &case.id, clock), due, next)?;
    }
    Ok(())
}
