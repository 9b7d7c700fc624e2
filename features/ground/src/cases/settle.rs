//! What follows from an act: steps reach their desks, the clock stops or goes on, a case closes and yields its result.

use serde_json::json;
use store::{Fault, Tx};

use crate::cases::acts::{Book, Hand};
use crate::cases::certificate::{self, Certificate};
use crate::cases::clocks::{End, Turn};
use crate::cases::model::{Case, CaseRefusal, CaseState, CaseStep, StepState};
use crate::cases::{clocks, flow, number, signed, silence, sources_hold, store as cases};

/// Opens and cancels what the steps as they stand call for, moves the clock, closes when done.
pub(super) fn settle(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    mut steps: Vec<CaseStep>,
    book: &Book,
) -> Result<(), CaseRefusal> {
    let mut moves = flow::moves(&steps);
    for step in &mut steps {
        if moves.open.contains(&step.step) {
            open(tx, hand, case, step)?;
        } else if moves.cancel.contains(&step.step) {
            step.state = StepState::Cancelled;
        } else {
            continue;
        }
        cases::update_step(tx, &case.region, &case.id, step)?;
    }
    if moves.state == CaseState::Granted && sources_hold::holds(tx, case, book)? {
        moves.state = CaseState::UnderReview;
    }
    if !moves.state.is_closed() {
        sources_hold::turn_clocks(tx, hand, case, &mut steps, book)?;
    }
    if moves.state.is_closed() {
        return close(tx, hand, case, moves.state, book);
    }
    case.state = moves.state;
    case.updated_at = hand.now_ms;
    cases::update(tx, case)?;
    silence::watch(tx, case)?;
    Ok(())
}

/// Has a case looked at on its last day, after its clock went on without another change.
pub(super) fn settled_clock(tx: &mut Tx, case: &Case) -> Result<(), CaseRefusal> {
    Ok(silence::watch(tx, case)?)
}

/// Filing, commitment, automatic: granted with the filing; the agencies record and look at it afterwards,
/// all at the same time, and nobody waits for them.
pub(super) fn take_effect(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    mut steps: Vec<CaseStep>,
    book: &Book,
) -> Result<(), CaseRefusal> {
    if sources_hold::holds(tx, case, book)? {
        // nothing takes effect on what is not known: the steps stay closed until the source has told
        sources_hold::turn_clocks(tx, hand, case, &mut steps, book)?;
        case.state = CaseState::UnderReview;
        case.updated_at = hand.now_ms;
        return Ok(cases::update(tx, case)?);
    }
    for mut step in steps {
        open(tx, hand, case, &mut step)?;
        cases::update_step(tx, &case.region, &case.id, &step)?;
    }
    close(tx, hand, case, CaseState::Granted, book)
}

/// Puts a step on its agency's desk; its clock begins.
pub(super) fn open(tx: &mut Tx, hand: &Hand, case: &Case, step: &mut CaseStep) -> Result<(), CaseRefusal> {
    step.state = StepState::Open;
    step.opened_at = Some(hand.now_ms);
    step.express = case.express;
    let start = Turn::Start { days: step.working_days };
    clocks::turn_step(tx, hand, (&case.region, &case.id), step, &start, "")
}

/// Ends a case: a grant issues what the service yields.
pub(super) fn close(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    state: CaseState,
    book: &Book,
) -> Result<(), CaseRefusal> {
    case.state = state;
    case.updated_at = hand.now_ms;
    case.decided_at = Some(hand.now_ms);
    let act = if state == CaseState::Granted { "case/granted" } else { "case/refused" };
    clocks::end_case(tx, hand, case, End::Done)?;
    if state == CaseState::Granted {
        issue(tx, hand, case, book)?;
    }
    hand.journal(tx, &case.region, &case.id, act, json!({}))?;
    cases::update(tx, case)?;
    Ok(())
}

/// Issues every certificate the service yields.
pub(super) fn issue(tx: &mut Tx, hand: &Hand, case: &Case, book: &Book) -> Result<(), Fault> {
    for evidence in &book.service.yields {
        let series = format!("certificate {}", hand.today);
        let sequence = cases::next_number(tx, &case.region, &series)?;
        let valid_until =
            book.service.valid_days.and_then(|days| hand.today.checked_add(jiff::Span::new().days(days)).ok());
        let it = Certificate {
            region: case.region.clone(),
            number: format!("C{}", number::build(&case.region, hand.today, sequence)),
            case_id: case.id.clone(),
            evidence: evidence.clone(),
            digest: case.digest.clone(),
            service: case.service.clone(),
            subject_name: case.subject.name.clone(),
            subject_code: case.subject.code.clone(),
            issued_at: hand.now_ms,
            valid_until,
            token: short(hand.app.random_token()),
            revoked_at: None,
            revoked_reason: None,
        };
        certificate::insert(tx, &it)?;
        signed::sign(tx, &hand.app, &it)?;
        hand.journal(
            tx,
            &case.region,
            &case.id,
            "certificate/issue",
            json!({"number": it.number, "evidence": evidence}),
        )?;
    }
    Ok(())
}

/// 128 bits of a token: more than anybody can guess, few enough for a QR code that old phones read.
fn short(mut token: String) -> String {
    token.truncate(32);
    token
}
