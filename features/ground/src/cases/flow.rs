//! Which step comes when: pure rules over the steps of one case.
//!
//! A step waits for the steps it is ordered after and for those whose results
//! it reads; nothing else may hold it up. A refusal does not cut short agencies
//! that are already looking: the applicant hears every reason at once
//! (一次性告知), and only steps that have not begun are cancelled.

use crate::cases::model::{CaseState, CaseStep, StepState};

/// What has to change after a step has been decided or the case has been filed.
#[derive(Debug, PartialEq, Eq)]
pub struct Moves {
    /// Steps that reach their desk now, in order.
    pub open: Vec<String>,
    /// Steps that are no longer needed.
    pub cancel: Vec<String>,
    /// The state the case has now.
    pub state: CaseState,
}

/// Works out the moves from the steps as they stand.
///
/// A case without steps (filing, commitment, automatic) is granted at once.
/// Steps whose predecessors can never be approved are cancelled, so a case can
/// never stand still for ever: with no step open or in correction it is closed.
pub fn moves(steps: &[CaseStep]) -> Moves {
    let refused = steps.iter().any(|s| s.state == StepState::Refused);
    let approved = |id: &String| steps.iter().any(|s| s.step == *id && s.state == StepState::Approved);
    let waiting = || steps.iter().filter(|s| s.state == StepState::Waiting);
    let open: Vec<String> = if refused {
        Vec::new()
    } else {
        waiting().filter(|s| s.waits_for.iter().all(approved)).map(|s| s.step.clone()).collect()
    };
    let busy = |state: StepState| steps.iter().any(|s| s.state == state);
    let running = !open.is_empty() || busy(StepState::Open) || busy(StepState::Correction);
    let cancel: Vec<String> =
        if refused || !running { waiting().map(|s| s.step.clone()).collect() } else { Vec::new() };
    let state = if busy(StepState::Correction) {
        CaseState::Correction
    } else if running {
        CaseState::UnderReview
    } else if refused || !cancel.is_empty() {
        CaseState::Refused
    } else {
        CaseState::Granted
    };
    Moves { open, cancel, state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, state: StepState, waits_for: &[&str]) -> CaseStep {
        let waits_for = waits_for.iter().map(|w| (*w).to_owned()).collect();
        CaseStep { state, waits_for, ..CaseStep::waiting(id, "health", 0, 1) }
    }

    use StepState::{Approved, Cancelled, Correction, Open, Refused, Waiting};

    #[test]
    fn opens_every_step_that_waits_for_nothing() {
        let moves = moves(&[
            step("health", Waiting, &[]),
            step("emergency", Waiting, &[]),
            step("decision", Waiting, &["health", "emergency"]),
        ]);
        assert_eq!(moves.open, ["health", "emergency"]);
        assert_eq!(moves.state, CaseState::UnderReview);
    }

    #[test]
    fn opens_the_last_step_only_when_all_it_reads_are_approved() {
        let half = [
            step("health", Approved, &[]),
            step("emergency", Open, &[]),
            step("decision", Waiting, &["health", "emergency"]),
        ];
        assert!(moves(&half).open.is_empty());
        let both = [
            step("health", Approved, &[]),
            step("emergency", Approved, &[]),
            step("decision", Waiting, &["health", "emergency"]),
        ];
        assert_eq!(moves(&both).open, ["decision"]);
    }

    #[test]
    fn a_refusal_lets_agencies_at_work_finish_and_cancels_the_rest() {
        let moves = moves(&[
            step("health", Refused, &[]),
            step("emergency", Open, &[]),
            step("decision", Waiting, &["health", "emergency"]),
        ]);
        assert_eq!(moves.cancel, ["decision"]);
        assert_eq!(moves.state, CaseState::UnderReview);
    }

    #[test]
    fn is_refused_when_the_last_agency_at_work_has_spoken() {
        let moves = moves(&[
            step("health", Refused, &[]),
            step("emergency", Approved, &[]),
            step("decision", Cancelled, &["health", "emergency"]),
        ]);
        assert_eq!(moves.state, CaseState::Refused);
    }

    #[test]
    fn is_granted_when_all_agree_or_nobody_need_be_asked() {
        assert_eq!(moves(&[]).state, CaseState::Granted);
        assert_eq!(moves(&[step("health", Approved, &[])]).state, CaseState::Granted);
    }

    #[test]
    fn one_correction_does_not_hold_the_other_agency_up() {
        let moves = moves(&[step("health", Correction, &[]), step("emergency", Waiting, &[])]);
        assert_eq!(moves.open, ["emergency"]);
        assert_eq!(moves.state, CaseState::Correction);
    }

    #[test]
    fn a_ring_of_waiting_steps_ends_as_a_refusal_instead_of_standing_for_ever() {
        let moves = moves(&[step("a", Waiting, &["b"]), step("b", Waiting, &["a"])]);
        assert_eq!(moves.cancel, ["a", "b"]);
        assert_eq!(moves.state, CaseState::Refused);
    }
}
