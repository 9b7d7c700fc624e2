//! What follows from an act: steps reach their desks, the clock stops or goes on, a case closes and yields its result.

use civic::calendar::Calendar;
use serde_json::json;
use store::{Fault, Tx};

use crate::cases::acts::{Book, Hand};
use crate::cases::certificate::{self, Certificate};
use crate::cases::model::{Case, CaseRefusal, CaseState, CaseStep, StepState};
use crate::cases::{clock, flow, number, silence, store as cases};

/// Opens and cancels what the steps as they stand call for, moves the clock, closes when done.
pub(super) fn settle(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    mut steps: Vec<CaseStep>,
    book: &Book,
) -> Result<(), CaseRefusal> {
    let moves = flow::moves(&steps);
    for step in &mut steps {
        if moves.open.contains(&step.step) {
            open(hand, step);
        } else if moves.cancel.contains(&step.step) {
            step.state = StepState::Cancelled;
        } else {
            continue;
        }
        cases::update_step(tx, &case.region, &case.id, step)?;
    }
    turn_clock(hand, case, moves.state);
    if moves.state.is_closed() {
        return close(tx, hand, case, moves.state, book);
    }
    case.state = moves.state;
    case.updated_at = hand.now_ms;
    cases::update(tx, case)?;
    silence::watch(tx, case)?;
    Ok(())
}

/// Filing, commitment, automatic: granted with the filing; the agencies record and look at it afterwards,
/// all at the same time, and nobody waits for them.
pub(super) fn take_effect(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    steps: Vec<CaseStep>,
    book: &Book,
) -> Result<(), CaseRefusal> {
    for mut step in steps {
        open(hand, &mut step);
        cases::update_step(tx, &case.region, &case.id, &step)?;
    }
    close(tx, hand, case, CaseState::Granted, book)
}

/// Puts a step on its agency's desk.
pub(super) fn open(hand: &Hand, step: &mut CaseStep) {
    step.state = StepState::Open;
    step.opened_at = Some(hand.now_ms);
    step.due_on = Some(clock::due(&Calendar::national(), hand.today, step.working_days).on);
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
    if state == CaseState::Granted {
        issue(tx, hand, case, book)?;
    }
    hand.journal(tx, &case.region, &case.id, act, json!({}))?;
    cases::update(tx, case)?;
    Ok(())
}

/// Stops the clock when the case goes to the applicant, starts it when it comes back.
fn turn_clock(hand: &Hand, case: &mut Case, next: CaseState) {
    let calendar = &Calendar::national();
    match (case.days_left_stopped, next) {
        (None, CaseState::Correction) => {
            case.days_left_stopped = case.due_on.map(|due| clock::days_left(calendar, hand.today, due));
        }
        (Some(left), CaseState::UnderReview) => {
            let due = clock::resume(calendar, hand.today, left);
            case.due_on = Some(due.on);
            case.due_provisional = due.provisional;
            case.days_left_stopped = None;
        }
        (Some(_), state) if state.is_closed() => case.days_left_stopped = None,
        _ => {}
    }
}

/// Issues every certificate the service yields.
fn issue(tx: &mut Tx, hand: &Hand, case: &Case, book: &Book) -> Result<(), Fault> {
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
        };
        certificate::insert(tx, &it)?;
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
