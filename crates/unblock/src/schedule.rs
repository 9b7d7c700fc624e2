//! The earliest finish of steps that wait for one another, and the chain that decides it.

use crate::csr::Rows;

/// When each step starts and ends if everything runs as early as it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Start of each step, in the unit of the durations, from 0.
    pub start: Vec<u64>,
    /// End of each step.
    pub finish: Vec<u64>,
    /// How many steps must come one after another before this one: 0 for those that start at once.
    pub wave: Vec<u32>,
    /// End of the last step.
    pub total: u64,
    /// One longest chain of steps, first to last (the critical path).
    pub critical: Vec<u32>,
}

/// Steps that wait for one another in a ring: each waits for the one before it, the first for the
/// last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle(pub Vec<u32>);

/// Plans steps `0..durations.len()`; `waits` holds `(earlier, later)` pairs.
///
/// Linear in steps and pairs. Panics when a pair names a step that does not exist: an error of the
/// caller. A ring is given back as [`Cycle`] instead of looping.
pub fn schedule(durations: &[u32], waits: &[(u32, u32)]) -> Result<Schedule, Cycle> {
    let n = durations.len();
    for &(earlier, later) in waits {
        assert!((earlier as usize) < n, "no such step: {earlier}");
        assert!((later as usize) < n, "no such step: {later}");
    }
    let followers = Rows::pack(n, waits);
    let mut open = vec![0_u32; n];
    for &(_, later) in waits {
        open[later as usize] += 1;
    }
    let mut order: Vec<u32> = (0..n as u32).filter(|s| open[*s as usize] == 0).collect();
    let mut plan = Schedule { start: vec![0; n], finish: vec![0; n], wave: vec![0; n], total: 0, critical: Vec::new() };
    let mut decided_by: Vec<Option<u32>> = vec![None; n];
    let mut done = 0;
    while let Some(&step) = order.get(done) {
        done += 1;
        let at = step as usize;
        plan.finish[at] = plan.start[at] + u64::from(durations[at]);
        for &later in followers.row(step) {
            let next = later as usize;
            if decided_by[next].is_none() || plan.finish[at] > plan.start[next] {
                plan.start[next] = plan.finish[at];
                decided_by[next] = Some(step);
            }
            plan.wave[next] = plan.wave[next].max(plan.wave[at] + 1);
            open[next] -= 1;
            if open[next] == 0 {
                order.push(later);
            }
        }
    }
    if order.len() < n {
        return Err(ring(waits, &open));
    }
    plan.total = plan.finish.iter().copied().max().unwrap_or(0);
    plan.critical = longest_chain(&plan, &decided_by);
    Ok(plan)
}

fn longest_chain(plan: &Schedule, decided_by: &[Option<u32>]) -> Vec<u32> {
    let last = (0..decided_by.len() as u32).rev().max_by_key(|step| plan.finish[*step as usize]);
    let mut chain: Vec<u32> = std::iter::successors(last, |step| decided_by[*step as usize]).collect();
    chain.reverse();
    chain
}

/// Every step left over waits for another one left over, so walking backwards must close a ring.
fn ring(waits: &[(u32, u32)], open: &[u32]) -> Cycle {
    let mut before = vec![None; open.len()];
    for &(earlier, later) in waits {
        if open[earlier as usize] > 0 && open[later as usize] > 0 {
            before[later as usize] = before[later as usize].or(Some(earlier));
        }
    }
    let mut step = open.iter().position(|left| *left > 0).expect("called only with steps left over") as u32;
    let mut place = vec![None; open.len()];
    let mut path: Vec<u32> = Vec::new();
    while place[step as usize].is_none() {
        place[step as usize] = Some(path.len());
        path.push(step);
        step = before[step as usize].expect("a step left over waits for one left over");
    }
    let from = place[step as usize].expect("the walk stopped at a step it had seen");
    let mut ring = path.split_off(from);
    ring.reverse();
    // start at the smallest number: the same ring is always told the same way
    let smallest = (0..ring.len()).min_by_key(|at| ring[*at]).unwrap_or(0);
    ring.rotate_left(smallest);
    Cycle(ring)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn steps_that_wait_for_nothing_run_side_by_side() {
        let plan = schedule(&[1, 3, 1], &[(0, 2), (1, 2)]).expect("no ring");
        assert_eq!(plan.wave, [0, 0, 1]);
        assert_eq!(plan.start, [0, 0, 3]);
        assert_eq!(plan.total, 4);
        assert_eq!(plan.critical, [1, 2]);
    }

    #[test]
    fn nothing_to_do_takes_no_time() {
        let plan = schedule(&[], &[]).expect("no ring");
        assert_eq!((plan.total, plan.critical.len()), (0, 0));
    }

    #[test]
    fn a_ring_is_told_not_looped() {
        let found = schedule(&[1, 1, 1, 1], &[(0, 1), (1, 2), (2, 3), (3, 1)]);
        assert_eq!(found, Err(Cycle(vec![1, 2, 3])));
        assert_eq!(schedule(&[1], &[(0, 0)]), Err(Cycle(vec![0])));
    }

    proptest! {
        #[test]
        fn the_critical_path_lasts_as_long_as_the_whole(
            durations in prop::collection::vec(0..9_u32, 1..12),
            pairs in prop::collection::vec((0..12_u32, 0..12_u32), 0..30),
        ) {
            let n = durations.len() as u32;
            let waits: Vec<(u32, u32)> =
                pairs.into_iter().filter(|(a, b)| a < b && *b < n).collect();
            let plan = schedule(&durations, &waits).expect("pairs go upwards only");
            let along: u64 = plan.critical.iter().map(|s| u64::from(durations[*s as usize])).sum();
            prop_assert_eq!(along, plan.total);
            for pair in plan.critical.windows(2) {
                prop_assert!(waits.contains(&(pair[0], pair[1])));
            }
            for (earlier, later) in waits {
                prop_assert!(plan.finish[earlier as usize] <= plan.start[later as usize]);
                prop_assert!(plan.wave[earlier as usize] < plan.wave[later as usize]);
            }
        }

        #[test]
        fn a_ring_found_is_a_ring(pairs in prop::collection::vec((0..7_u32, 0..7_u32), 0..14)) {
            if let Err(Cycle(ring)) = schedule(&[1; 7], &pairs) {
                for at in 0..ring.len() {
                    let pair = (ring[at], ring[(at + 1) % ring.len()]);
                    prop_assert!(pairs.contains(&pair));
                }
            }
        }
    }
}
