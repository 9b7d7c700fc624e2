//! From a service's text to the steps of one case: which are done, and which wait for which.

use std::collections::{BTreeMap, BTreeSet};

use playbook::finder::Finding;
use playbook::{Service, Step};
use rules::Truth;

use crate::cases::model::{CaseStep, StepState};

/// The steps of a case, all waiting. A step whose condition is unknown is kept: a
/// check is never skipped because a fact is missing.
pub fn steps(service: &Service, finding: &Finding) -> Vec<CaseStep> {
    let kept: BTreeSet<&str> =
        finding.steps.iter().filter(|s| s.truth != Truth::False).map(|s| s.step.id.as_str()).collect();
    let direct = waits_for(&service.steps);
    service
        .steps
        .iter()
        .filter(|step| kept.contains(step.id.as_str()))
        .zip(0..)
        .map(|(step, position)| CaseStep {
            step: step.id.clone(),
            agency: step.agency.clone(),
            position,
            state: StepState::Waiting,
            waits_for: nearest_kept(&step.id, &direct, &kept),
            working_days: i64::from(step.working_days),
            opened_at: None,
            due_on: None,
            decided_at: None,
            decided_by: None,
            reason: String::new(),
            asks_for: Vec::new(),
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

/// For each step those it is ordered after and those whose results it reads.
fn waits_for(steps: &[Step]) -> BTreeMap<&str, BTreeSet<&str>> {
    let gives = |result: &String, step: &Step| step.gives.contains(result);
    let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for step in steps {
        let own = direct.entry(&step.id).or_default();
        own.extend(step.after.iter().map(String::as_str));
        for result in &step.reads {
            let givers = steps.iter().filter(|giver| giver.id != step.id && gives(result, giver));
            own.extend(givers.map(|giver| giver.id.as_str()));
        }
    }
    direct
}

/// The kept steps that come before `step`, looking through those left out: no
/// decision moves before a review because a step between them does not apply.
fn nearest_kept(step: &str, direct: &BTreeMap<&str, BTreeSet<&str>>, kept: &BTreeSet<&str>) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([step]);
    let mut look: Vec<&str> = direct.get(step).into_iter().flatten().copied().collect();
    while let Some(before) = look.pop() {
        if !seen.insert(before) {
            continue;
        }
        if kept.contains(before) {
            found.insert(before.to_owned());
        } else {
            look.extend(direct.get(before).into_iter().flatten().copied());
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_through_a_step_that_does_not_apply() {
        let direct = BTreeMap::from([
            ("decision", BTreeSet::from(["site-check"])),
            ("site-check", BTreeSet::from(["health"])),
            ("health", BTreeSet::new()),
        ]);
        let kept = BTreeSet::from(["decision", "health"]);
        assert_eq!(nearest_kept("decision", &direct, &kept), ["health"]);
    }

    #[test]
    fn a_ring_of_left_out_steps_does_not_loop() {
        let direct =
            BTreeMap::from([("d", BTreeSet::from(["a"])), ("a", BTreeSet::from(["b"])), ("b", BTreeSet::from(["a"]))]);
        assert!(nearest_kept("d", &direct, &BTreeSet::from(["d"])).is_empty());
    }
}
