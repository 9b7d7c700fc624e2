//! The fastest way to each node when everything runs side by side.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::NodeId;
use crate::graph::{CLOSED, Graph, WayId};
use crate::obtain::Step;

const NEVER: u64 = u64::MAX;
const NONE: u32 = u32::MAX;

/// When each node can be had at the earliest.
#[derive(Clone, Debug)]
pub struct Fastest {
    pub(crate) at: Vec<u64>,
    pub(crate) by: Vec<WayId>,
    /// place in which each node was settled
    pub(crate) place: Vec<u32>,
    /// per node, the demand that opened its way last
    last: Vec<NodeId>,
}

impl Graph {
    /// Earliest time of each node: a way takes `durations[way]` after the last of the demands it
    /// needs, and all ways run side by side.
    ///
    /// Dijkstra's algorithm over superior functions (Knuth 1977), O(m log n). Times add up in the
    /// unit of the durations. Panics when there is not one duration for each way.
    pub fn fastest(&self, durations: &[u32]) -> Fastest {
        self.settle(durations, |latest, _| latest)
    }

    /// Settles nodes in the order of their value; `join` makes the value of a way's demands out of
    /// the one met last and the sum of those met.
    pub(crate) fn settle(&self, weights: &[u32], join: impl Fn(u64, u64) -> u64) -> Fastest {
        assert_eq!(weights.len(), self.ways(), "one number for each way");
        let n = self.len();
        let mut plan = Fastest { at: vec![NEVER; n], by: vec![NONE; n], place: vec![NONE; n], last: vec![NONE; n] };
        let mut unmet = self.need.clone();
        let mut sum = vec![0_u64; unmet.len()];
        let mut heap = BinaryHeap::new();
        for (way, _) in unmet.iter().enumerate().filter(|(_, need)| **need == 0) {
            plan.offer(self.target(way as WayId), u64::from(weights[way]), way as WayId, NONE, &mut heap);
        }
        let mut settled = 0;
        while let Some(Reverse((at, node))) = heap.pop() {
            let slot = &mut plan.place[node as usize];
            if *slot != NONE {
                continue;
            }
            *slot = settled;
            settled += 1;
            for &way in self.used_by(node) {
                let left = &mut unmet[way as usize];
                if *left == 0 || *left == CLOSED {
                    continue;
                }
                *left -= 1;
                let total = &mut sum[way as usize];
                *total = total.saturating_add(at);
                if *left == 0 {
                    let value = join(at, *total).saturating_add(u64::from(weights[way as usize]));
                    plan.offer(self.target(way), value, way, node, &mut heap);
                }
            }
        }
        plan
    }
}

impl Fastest {
    fn offer(&mut self, node: NodeId, at: u64, by: WayId, last: NodeId, heap: &mut BinaryHeap<Reverse<(u64, NodeId)>>) {
        let slot = node as usize;
        if at < self.at[slot] && self.place[slot] == NONE {
            (self.at[slot], self.by[slot], self.last[slot]) = (at, by, last);
            heap.push(Reverse((at, node)));
        }
    }

    /// The earliest time of a node; None when it cannot be had.
    pub fn at(&self, node: NodeId) -> Option<u64> {
        self.at.get(node as usize).copied().filter(|at| *at != NEVER)
    }

    /// The way by which it is had then.
    pub fn by(&self, node: NodeId) -> Option<WayId> {
        self.by.get(node as usize).copied().filter(|way| *way != NONE)
    }

    /// The chain of nodes each of which waits for the one before, up to `target`: what decides its
    /// time. Empty when it cannot be had.
    pub fn critical_path(&self, target: NodeId) -> Vec<NodeId> {
        let before = |node: &NodeId| Some(self.last[*node as usize]).filter(|last| *last != NONE);
        let end = self.at(target).map(|_| target);
        let mut chain: Vec<NodeId> = std::iter::successors(end, before).collect();
        chain.reverse();
        chain
    }

    /// Everything the fastest way to `target` uses, in the order in which it is had.
    pub fn proof(&self, graph: &Graph, target: NodeId) -> Option<Vec<Step>> {
        self.at(target)?;
        Some(graph.steps_to(target, |node| self.by(node), |node| u64::from(self.place[node as usize])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Builder;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn what_runs_side_by_side_takes_as_long_as_the_longest() {
        let mut graph = Builder::new(4);
        graph.given(0);
        graph.given(1);
        graph.all(2, &[0, 1]);
        graph.all(3, &[2]);
        let plan = graph.build().fastest(&[3, 8, 2, 1]);
        assert_eq!(plan.at(3), Some(11));
        assert_eq!(plan.critical_path(3), [1, 2, 3]);
    }

    #[test]
    fn two_of_three_wait_for_the_second_soonest() {
        let mut graph = Builder::new(4);
        for node in [0, 1, 2] {
            graph.given(node);
        }
        graph.way(3, 2, &[0, 1, 2]);
        let graph = graph.build();
        let plan = graph.fastest(&[9, 1, 4, 0]);
        assert_eq!(plan.at(3), Some(4));
        let proof = plan.proof(&graph, 3).expect("can be had");
        assert_eq!(proof.last().expect("not empty").demands, [1, 2]);
    }

    /// Lowers values until nothing changes: the k-th smallest demand of a way, plus its own time.
    fn by_repetition(ways: &[oracle::Way], durations: &[u32]) -> Vec<u64> {
        let mut at = vec![NEVER; oracle::NODES as usize];
        loop {
            let before = at.clone();
            for ((target, least, demands), duration) in ways.iter().zip(durations) {
                let mut times: Vec<u64> = demands.iter().map(|d| at[*d as usize]).collect();
                times.sort_unstable();
                times.insert(0, 0);
                let ready = times.get(*least).copied().unwrap_or(NEVER);
                let slot = &mut at[*target as usize];
                *slot = (*slot).min(ready.saturating_add(u64::from(*duration)));
            }
            if at == before {
                return at;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn agrees_with_plain_repetition(
            ways in oracle::ways(),
            durations in prop::collection::vec(0..5_u32, 13),
        ) {
            let graph = oracle::graph(&ways, 0);
            let durations = &durations[..ways.len()];
            let plan = graph.fastest(durations);
            prop_assert_eq!(&plan.at, &by_repetition(&ways, durations));
            for node in (0..oracle::NODES).filter(|node| plan.at(*node).is_some()) {
                let path = plan.critical_path(node);
                let along: u64 = path.iter().map(|n| u64::from(durations[plan.by[*n as usize] as usize])).sum();
                prop_assert_eq!(Some(along), plan.at(node));
            }
        }
    }
}
