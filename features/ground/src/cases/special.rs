//! Special procedures (特别程序): hearing, inspection, testing, expert review, waiting for a source.
//!
//! Their time does not count (Administrative Licensing Law, art. 45), so the clocks of the step and of the case stand
//! still. The applicant is told why, and on which day it is expected to go on; the result is written when it ends.

use civic::Date;
use serde_json::json;
use store::Tx;

use crate::cases::acts::Hand;
use crate::cases::clocks::{self, Cause, Turn};
use crate::cases::model::{Case, CaseRefusal, CaseState, CaseStep, StepState};
use crate::cases::settle::settled_clock;
use crate::cases::store as cases;

/// A special procedure to begin.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// What it is.
    pub cause: Cause,
    /// Why, in words the applicant reads.
    pub reason: String,
    /// The day on which the clock is expected to go on.
    pub expected_on: Date,
}

/// Names the stop of a step's special procedure.
pub(crate) fn name(step: &str) -> String {
    format!("special {step}")
}

/// Stops the clocks of a step on the desk and of its case.
///
/// # Errors
/// A step that is not on the desk, or whose clock stands still for such a procedure already.
pub fn begin(tx: &mut Tx, hand: &Hand, mut case: Case, step: &str, it: &Procedure) -> Result<Case, CaseRefusal> {
    let mut step = on_desk(tx, &case, step)?;
    let stop = Turn::Stop { name: name(&step.step), cause: it.cause, expected_on: Some(it.expected_on) };
    clocks::turn_step(tx, hand, (&case.region.clone(), &case.id.clone()), &mut step, &stop, &it.reason)?;
    clocks::turn_case(tx, hand, &mut case, &stop, &it.reason)?;
    let detail = json!({"step": step.step, "agency": step.agency, "cause": it.cause.as_str(), "reason": it.reason,
                        "expected": it.expected_on.to_string()});
    hand.journal(tx, &case.region, &case.id, "clock/stopped", detail)?;
    keep(tx, hand, &mut case, &step)?;
    Ok(case)
}

/// Ends the procedure with its result; the clocks go on.
///
/// # Errors
/// A step without such a procedure.
pub fn go_on(tx: &mut Tx, hand: &Hand, mut case: Case, step: &str, result: &str) -> Result<Case, CaseRefusal> {
    let mut step = on_desk(tx, &case, step)?;
    end(tx, hand, &mut case, &mut step, result)?;
    keep(tx, hand, &mut case, &step)?;
    settled_clock(tx, &case)?;
    Ok(case)
}

/// A word on a step ends its special procedure.
pub(crate) fn go_on_decided(tx: &mut Tx, hand: &Hand, case: &mut Case, step: &mut CaseStep) -> Result<(), CaseRefusal> {
    if step.stopped_for.is_none() {
        return Ok(());
    }
    end(tx, hand, case, step, "")
}

fn end(tx: &mut Tx, hand: &Hand, case: &mut Case, step: &mut CaseStep, result: &str) -> Result<(), CaseRefusal> {
    let goes_on = Turn::Continue { name: name(&step.step) };
    clocks::turn_step(tx, hand, (&case.region.clone(), &case.id.clone()), step, &goes_on, result)?;
    clocks::turn_case(tx, hand, case, &goes_on, result)?;
    let detail = json!({"step": step.step, "agency": step.agency, "result": result});
    Ok(hand.journal(tx, &case.region, &case.id, "clock/went-on", detail)?)
}

fn on_desk(tx: &mut Tx, case: &Case, step: &str) -> Result<CaseStep, CaseRefusal> {
    let steps = cases::steps(tx, &case.region, &case.id)?;
    let step = steps.into_iter().find(|s| s.step == step).ok_or(CaseRefusal::NotFound)?;
    let running = matches!(case.state, CaseState::UnderReview | CaseState::Correction);
    if running && step.state == StepState::Open { Ok(step) } else { Err(CaseRefusal::wrong_state(case)) }
}

fn keep(tx: &mut Tx, hand: &Hand, case: &mut Case, step: &CaseStep) -> Result<(), CaseRefusal> {
    case.updated_at = hand.now_ms;
    cases::update_step(tx, &case.region, &case.id, step)?;
    Ok(cases::update(tx, case)?)
}
