//! From a service's text to the steps of one case: which are done, and which wait for which.

use std::collections::BTreeSet;

use playbook::Service;
use playbook::finder::Finding;
use rules::Truth;

use crate::cases::model::{CaseStep, StepState};

/// The steps of a case, all waiting. A step whose condition is unknown is kept: a
/// check is never skipped because a fact is missing.
pub fn steps(service: &Service, finding: &Finding) -> Vec<CaseStep> {
    let kept: BTreeSet<&str> =
        finding.steps.iter().filter(|s| s.truth != Truth::False).map(|s| s.step.id.as_str()).collect();
    let done: Vec<bool> = service.steps.iter().map(|step| kept.contains(step.id.as_str())).collect();
    let waits = playbook::waits_among(&service.steps, &done);
    let names = |before: &[usize]| before.iter().map(|at| service.steps[*at].id.clone()).collect();
    service
        .steps
        .iter()
        .zip(&waits)
        .filter(|(step, _)| kept.contains(step.id.as_str()))
        .zip(0..)
        .map(|((step, before), position)| CaseStep {
            waits_for: names(before),
            ..CaseStep::waiting(&step.id, &step.agency, position, i64::from(step.working_days))
        })
        .collect()
}

/// Adds the planned steps that are not there yet and returns them; a step that has not begun waits for what the plan
/// says now. A step that the plan no longer has stays: a check that has begun is not dropped.
pub fn add(steps: &mut Vec<CaseStep>, planned: Vec<CaseStep>) -> Vec<CaseStep> {
    let mut added = Vec::new();
    for step in planned {
        match steps.iter_mut().find(|there| there.step == step.step) {
            Some(there) if there.state == StepState::Waiting => there.waits_for = step.waits_for,
            Some(_) => {}
            None => added.push(step),
        }
    }
    steps.extend(added.iter().cloned());
    steps.sort_by_key(|step| step.position);
    added
}
