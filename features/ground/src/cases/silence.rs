//! When the last day passes without an answer: what silence means is the rule's word, not the office's.
//!
//! A job stands ready for the day after every due day. If the case has been answered, or waits for its
//! applicant, the job finds nothing to do; a clock that went on again has a job of its own.

use civic::clock::start_of;
use playbook::Silence;
use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::{Fault, Tx};
use web::{App, BoxFuture};

use crate::cases::acts::{self, Book, Hand};
use crate::cases::clocks::{self, End};
use crate::cases::insist;
use crate::cases::model::{Case, CaseKind, CaseRefusal, CaseState, StepState};
use crate::cases::settle::close;
use crate::cases::store as cases;
use crate::cases::whole::Rules;

/// Kind of the job.
pub const KIND: &str = "case-silence";

/// Has the case looked at when its due day has passed.
pub(super) fn watch(tx: &mut Tx, case: &Case) -> Result<(), Fault> {
    let Some(due) = case.due_on.filter(|_| runs(case)) else { return Ok(()) };
    let Ok(next) = due.tomorrow() else { return Ok(()) };
    let job = NewJob {
        region: &case.region,
        kind: KIND,
        key: &format!("{} {due}", case.id),
        payload: json!({ "case": case.id }),
        run_at_ms: start_of(next).as_millisecond(),
    };
    jobs::enqueue(tx, &job)?;
    Ok(())
}

/// The agencies have it and the clock runs.
fn runs(case: &Case) -> bool {
    case.state == CaseState::UnderReview && case.days_left_stopped.is_none()
}

/// Looks at one case whose day may have passed.
pub(super) fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let id = job.payload["case"].as_str().unwrap_or_default().to_owned();
        let region = job.region.clone();
        let (asked, at) = (id.clone(), region.clone());
        let Some(case) = app.db().read(move |tx| cases::by_id(tx, &at, &asked)).await? else { return Ok(()) };
        let Ok(rules) = Rules::of_case(&app, &case).await else {
            anyhow::bail!("the rules case {id} was filed under cannot be read");
        };
        let hand = Hand::of_the_house(&app);
        let outcome = app
            .db()
            .write(move |tx| {
                let case = acts::take(tx, &region, &id)?;
                lapse(tx, &hand, case, &rules.book())
            })
            .await;
        match outcome {
            Ok(()) => Ok(()),
            Err(CaseRefusal::Fault(fault)) => Err(fault.into()),
            Err(other) => Err(anyhow::anyhow!("{other:?}")),
        }
    })
}

/// Applies what silence means, if the due day has passed while the agencies had the case. A refusal that one
/// agency has given stands.
fn lapse(tx: &mut Tx, hand: &Hand, mut case: Case, book: &Book) -> Result<(), CaseRefusal> {
    let passed = case.due_on.is_some_and(|due| due < hand.today);
    if case.kind != CaseKind::Application || !runs(&case) || !passed {
        return Ok(());
    }
    let mut steps = cases::steps(tx, &case.region, &case.id)?;
    let refused = steps.iter().any(|s| s.state == StepState::Refused);
    let ruled_out = insist::refused_by_rule(tx, &case, book)?;
    let (state, act) = match book.service.silence {
        _ if refused => (CaseState::Refused, "case/silence-after-refusal"),
        Silence::Granted if !ruled_out => (CaseState::Granted, "case/silence-granted"),
        Silence::Refused => (CaseState::Refused, "case/silence-refused"),
        // silence grants nothing that the rules refuse: the office stays late
        Silence::None | Silence::Granted => {
            return Ok(hand.journal(tx, &case.region, &case.id, "case/overdue", json!({}))?);
        }
    };
    for step in steps.iter_mut().filter(|s| !s.state.is_done()) {
        step.state = StepState::Cancelled;
        clocks::end_step(tx, hand, (&case.region, &case.id), step, End::Lapsed)?;
        cases::update_step(tx, &case.region, &case.id, step)?;
    }
    let due = case.due_on.map(|d| d.to_string());
    hand.journal(tx, &case.region, &case.id, act, json!({ "due": due }))?;
    clocks::end_case(tx, hand, &mut case, End::Lapsed)?;
    close(tx, hand, &mut case, state, book)
}
