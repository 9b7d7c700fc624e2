//! A closed case taken up again: by the lead agency over an error, or by the applicant who had withdrawn.
//!
//! What other agencies approved stands. Steps that were refused or cancelled begin again, and those of the lead
//! agency, who answers for the whole. What was issued is taken back, and the clock runs from the beginning.

use serde_json::json;
use store::Tx;

use crate::cases::acts::{Book, Hand};
use crate::cases::clocks::{self, Turn};
use crate::cases::model::{Case, CaseKind, CaseRefusal, CaseState, CaseStep, StepState};
use crate::cases::settle::settle;
use crate::cases::whole::local_day;
use crate::cases::{certificate, mode, store as cases};

/// The lead agency takes a closed case up again, with the reason.
///
/// # Errors
/// A case that is not closed, or is not an application.
pub fn by_lead(tx: &mut Tx, hand: &Hand, case: Case, reason: &str, book: &Book) -> Result<Case, CaseRefusal> {
    let closed = matches!(case.state, CaseState::Granted | CaseState::Refused | CaseState::Revoked);
    if case.kind != CaseKind::Application || !closed {
        return Err(CaseRefusal::wrong_state(&case));
    }
    again(tx, hand, case, ("case/reopened", reason), book)
}

/// The applicant takes up again what was withdrawn; a draft becomes a draft.
///
/// # Errors
/// A case that was not withdrawn, or too long ago.
pub fn by_applicant(tx: &mut Tx, hand: &Hand, mut case: Case, book: &Book) -> Result<Case, CaseRefusal> {
    let open = case.state == CaseState::Withdrawn && may_resume(&case, book, hand.today);
    if !open {
        return Err(CaseRefusal::wrong_state(&case));
    }
    if case.filed_at.is_some() {
        return again(tx, hand, case, ("case/resumed", ""), book);
    }
    case.state = CaseState::Draft;
    case.decided_at = None;
    case.updated_at = hand.now_ms;
    cases::update(tx, &case)?;
    hand.journal(tx, &case.region, &case.id, "case/resumed", json!({}))?;
    Ok(case)
}

/// The days in which a withdrawn case may be taken up again have not passed.
pub fn may_resume(case: &Case, book: &Book, today: civic::Date) -> bool {
    let days = i64::from(book.service.reopening_days());
    let until = case.decided_at.and_then(local_day).and_then(|d| d.checked_add(jiff::Span::new().days(days)).ok());
    case.state == CaseState::Withdrawn && until.is_some_and(|until| today <= until)
}

/// Begins again what has to be done again.
pub(crate) fn again(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    (act, reason): (&str, &str),
    book: &Book,
) -> Result<Case, CaseRefusal> {
    let mut steps = cases::steps(tx, &case.region, &case.id)?;
    let resumed = case.state == CaseState::Withdrawn;
    for step in &mut steps {
        let lead = !resumed && step.agency == book.service.lead;
        if lead || matches!(step.state, StepState::Refused | StepState::Cancelled | StepState::Correction) {
            begin_again(step);
            cases::update_step(tx, &case.region, &case.id, step)?;
        }
    }
    let days = i64::from(book.service.promised_working_days);
    if steps.iter().all(|s| s.state.is_done()) {
        let position = i64::try_from(steps.len()).unwrap_or(i64::MAX);
        let step = CaseStep::waiting(mode::REVIEW_STEP, &book.service.lead, position, days);
        cases::insert_step(tx, &case.region, &case.id, &step)?;
        steps.push(step);
    }
    let revoked = certificate::revoke(tx, &case.region, &case.id, hand.now_ms, reason)?;
    case.state = CaseState::UnderReview;
    case.mode = Some(playbook::Mode::Review);
    case.decided_at = None;
    clocks::turn_case(tx, hand, &mut case, &Turn::Start { days }, reason)?;
    let detail = json!({"reason": reason, "certificates": revoked});
    hand.journal(tx, &case.region, &case.id, act, detail)?;
    settle(tx, hand, &mut case, steps, book)?;
    Ok(case)
}

fn begin_again(step: &mut CaseStep) {
    step.state = StepState::Waiting;
    step.opened_at = None;
    step.due_on = None;
    step.decided_at = None;
    step.decided_by = None;
    step.stopped_for = None;
    step.reason.clear();
    step.asks_for.clear();
}
