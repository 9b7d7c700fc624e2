//! The order of a service's steps: what waits for what, how long it all takes.

use std::collections::{BTreeMap, BTreeSet};

use unblock::{Cycle, Schedule, schedule};

use crate::model::Step;

/// `(earlier, later)` pairs by position: an `after`, or a result that is read. A step that reads a
/// result several steps give waits for all of them; names nobody knows are passed over.
pub(crate) fn waits(steps: &[Step]) -> Vec<(u32, u32)> {
    let place: BTreeMap<&str, u32> = steps.iter().map(|s| &*s.id).zip(0..).collect();
    let mut givers: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (step, at) in steps.iter().zip(0..) {
        for result in &step.gives {
            givers.entry(result).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for (step, at) in steps.iter().zip(0_u32..) {
        pairs.extend(step.after.iter().filter_map(|id| Some((*place.get(&**id)?, at))));
        let read = step.reads.iter().filter_map(|read| givers.get(&**read));
        // a step may read on in what it itself gives: that is no waiting
        pairs.extend(read.flatten().filter(|giver| **giver != at).map(|giver| (*giver, at)));
    }
    pairs.into_iter().collect()
}

/// For each step that is `done`, by position, those done steps it has to wait for, looking through
/// the ones left out: no decision moves before a review because a step between them does not apply.
/// Empty for steps that are not done; positions in order.
pub fn waits_among(steps: &[Step], done: &[bool]) -> Vec<Vec<usize>> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (earlier, later) in waits(steps) {
        before[later as usize].push(earlier as usize);
    }
    let is_done = |at: usize| done.get(at) == Some(&true);
    let nearest = |step: usize| {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::from([step]));
        let mut look = before[step].clone();
        while let Some(at) = look.pop() {
            match seen.insert(at) {
                true if is_done(at) => found.push(at),
                true => look.extend(&before[at]),
                false => {}
            }
        }
        found.sort_unstable();
        found
    };
    (0..steps.len()).map(|step| if is_done(step) { nearest(step) } else { Vec::new() }).collect()
}

/// Plans all steps; a ring of steps waiting for each other is given back.
pub(crate) fn of_all(steps: &[Step]) -> Result<Schedule, Vec<&Step>> {
    let days: Vec<u32> = steps.iter().map(|step| step.working_days).collect();
    schedule(&days, &waits(steps)).map_err(|Cycle(ring)| ring.into_iter().map(|at| &steps[at as usize]).collect())
}

/// How the steps that are done run side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Positions of steps: those of one wave wait only for earlier waves.
    pub waves: Vec<Vec<usize>>,
    /// Working days of the longest chain.
    pub working_days: u32,
}

/// Plans the steps that are `done`; a step between two others that is left out still keeps them in
/// order, so that no decision moves before a review.
pub(crate) fn of_some(steps: &[Step], done: &[bool]) -> Plan {
    let weigh = |days: &dyn Fn(&Step) -> u32| -> Vec<u32> {
        let each = steps.iter().zip(done);
        each.map(|(step, done)| if *done { days(step) } else { 0 }).collect()
    };
    let waits = waits(steps);
    let lasting = schedule(&weigh(&|step| step.working_days), &waits);
    // with one unit a step, the start of a step is the number of steps it must wait for
    let counted = schedule(&weigh(&|_| 1), &waits);
    let (Ok(lasting), Ok(counted)) = (lasting, counted) else {
        return Plan::default(); // a ring: refused when the playbook was read
    };
    let mut waves: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for at in (0..steps.len()).filter(|at| done[*at]) {
        waves.entry(counted.start[at]).or_default().push(at);
    }
    Plan { waves: waves.into_values().collect(), working_days: u32::try_from(lasting.total).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provenance;
    use crate::source::Span;

    fn step(id: &str, after: &[&str], reads: &[&str], gives: &[&str]) -> Step {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let file: std::sync::Arc<str> = "a.toml".into();
        Step {
            id: id.to_owned(),
            name: civic::text::Text::new(id, id),
            agency: "a".to_owned(),
            reads: words(reads),
            gives: words(gives),
            after: words(after),
            working_days: 1,
            visits: 0,
            when: None,
            basis: None,
            span: Span::start_of(&file),
            read_spans: Vec::new(),
            after_spans: Vec::new(),
            from: Provenance { file, line: 1, region: None },
        }
    }

    #[test]
    fn a_step_waits_through_one_that_does_not_apply() {
        let steps = [
            step("health", &[], &[], &["opinion"]),
            step("site", &[], &["opinion"], &[]),
            step("end", &["site"], &[], &[]),
        ];
        assert_eq!(waits_among(&steps, &[true, false, true]), [vec![], vec![], vec![0]]);
        assert_eq!(waits_among(&steps, &[true, true, true]), [vec![], vec![0], vec![1]]);
        assert_eq!(waits_among(&steps, &[false, false, true]), vec![Vec::<usize>::new(); 3]);
    }

    #[test]
    fn a_ring_of_steps_left_out_does_not_loop() {
        let steps = [step("a", &["b"], &[], &[]), step("b", &["a"], &[], &[]), step("d", &["a"], &[], &[])];
        assert!(waits_among(&steps, &[false, false, true])[2].is_empty());
    }
}
