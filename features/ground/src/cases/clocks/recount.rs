//! A last day that lay in a year without published holidays is counted again when they are.
//!
//! While a last day is provisional, a job looks every week whether the calendar says something else by now.

use civic::calendar::Calendar;
use civic::clock::start_of;
use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::{Fault, Tx};
use web::{App, BoxFuture};

use crate::cases::acts::{self, Hand};
use crate::cases::clocks::WHOLE_CASE;
use crate::cases::clocks::alerts::watch;
use crate::cases::clocks::hand::calendar_of;
use crate::cases::clocks::store::{events, put, replay};
use crate::cases::model::{Case, CaseRefusal};
use crate::cases::settle::settled_clock;
use crate::cases::store as cases;

/// Kind of the job.
pub(crate) const KIND: &str = "case-recount";

/// Days between two looks.
const EVERY_DAYS: i64 = 7;

/// Stands a job ready for a case whose last day is provisional.
pub(crate) fn stand(tx: &mut Tx, hand: &Hand, case: &Case) -> Result<(), Fault> {
    if !case.due_provisional || case.days_left_stopped.is_some() {
        return Ok(());
    }
    let Ok(on) = hand.today.checked_add(jiff::Span::new().days(EVERY_DAYS)) else { return Ok(()) };
    let job = NewJob {
        region: &case.region,
        kind: KIND,
        key: &format!("{} {on}", case.id),
        payload: json!({ "case": case.id }),
        run_at_ms: start_of(on).as_millisecond(),
    };
    jobs::enqueue(tx, &job).map(|_| ())
}

/// Counts one case again.
pub(crate) fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let (id, region) = (job.payload["case"].as_str().unwrap_or_default().to_owned(), job.region.clone());
        let hand = Hand::of_the_house(&app);
        let counted = app.db().write(move |tx| {
            let case = acts::take(tx, &region, &id)?;
            recount(tx, &hand, case, &calendar_of(&region))
        });
        match counted.await {
            Ok(_) | Err(CaseRefusal::NotFound) => Ok(()),
            Err(CaseRefusal::Fault(fault)) => Err(fault.into()),
            Err(other) => Err(anyhow::anyhow!("{other:?}")),
        }
    })
}

/// Counts every running clock of a case by this calendar; whether a last day moved.
///
/// # Errors
/// When the store fails.
pub fn recount(tx: &mut Tx, hand: &Hand, mut case: Case, calendar: &Calendar) -> Result<bool, CaseRefusal> {
    let known = events(tx, &case.region, &case.id)?;
    let mut moved = false;
    for step in &mut cases::steps(tx, &case.region, &case.id)? {
        let Some(clock) = replay(&known, &step.step, calendar).filter(|c| c.end.is_none()) else { continue };
        let Some(due) = clock.due(calendar).filter(|due| step.due_on != Some(due.on)) else { continue };
        put(tx, (&case.region, &case.id, &step.step), &clock, calendar, Some(due))?;
        watch(tx, (&case.region, &case.id, &step.step), Some(due.on), hand.now_ms)?;
        step.due_on = Some(due.on);
        cases::update_step(tx, &case.region, &case.id, step)?;
        moved = true;
    }
    if let Some(clock) = replay(&known, WHOLE_CASE, calendar).filter(|c| c.end.is_none())
        && let Some(due) = clock.due(calendar)
    {
        let before = case.due_on.replace(due.on);
        case.due_provisional = due.provisional;
        put(tx, (&case.region, &case.id, WHOLE_CASE), &clock, calendar, Some(due))?;
        cases::update(tx, &case)?;
        if before != case.due_on {
            moved = true;
            watch(tx, (&case.region, &case.id, WHOLE_CASE), case.due_on, hand.now_ms)?;
            settled_clock(tx, &case)?;
            let detail = json!({"before": before.map(|d| d.to_string()), "due": due.on.to_string()});
            hand.journal(tx, &case.region, &case.id, "clock/recounted", detail)?;
        }
        stand(tx, hand, &case)?;
    }
    Ok(moved)
}
