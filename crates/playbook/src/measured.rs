//! What a playbook says of its services, as far as a log can be held against it.

use std::collections::BTreeMap;

use process::observed::Terms;

use crate::model::{Mode, Playbook, Service};
use crate::plan::waits_among;

/// The three lints that need a log.
pub const LINTS: [&str; 3] = ["days-lost", "decided-late", "never-mattered"];

/// The terms of each service, by its id.
pub fn terms(playbook: &Playbook) -> BTreeMap<String, Terms> {
    let decided = playbook.services.values().filter(|service| service.mode != Mode::Automatic);
    decided.map(|service| (service.id.clone(), terms_of(service))).collect()
}

fn terms_of(service: &Service) -> Terms {
    let waits = waits_among(&service.steps, &vec![true; service.steps.len()]);
    let step = |(step, before): (&crate::model::Step, &Vec<usize>)| {
        let before = before.iter().map(|at| service.steps[*at].id.clone()).collect();
        (step.id.clone(), (step.working_days, before))
    };
    Terms {
        law: service.statutory_working_days,
        promised: service.promised_working_days,
        steps: service.steps.iter().zip(&waits).map(step).collect(),
    }
}
