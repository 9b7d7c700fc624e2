//! The fastest way to each node when everything runs side by side.

use crate::NodeId;
use crate::graph::{CLOSED, Graph, WayId};
use crate::obtain::Step;
use crate::queue::{Dial, Queue, Radix};

const NEVER: u64 = u64::MAX;
const NONE: u32 = u32::MAX;

/// When each node can be had at the earliest.
#[derive(Clone, Debug)]
pub struct Fastest {
    nodes: Vec<Settled>,
    /// the nodes that can be had, in the order in which they were settled
    order: Vec<NodeId>,
}

/// What is known of one node, side by side as it is asked for together.
#[derive(Clone, Copy, Debug)]
struct Settled {
    at: u64,
    by: WayId,
    /// the demand that opened its way last
    last: NodeId,
}

/// What is left of one way.
struct Open {
    unmet: u32,
    weight: u32,
    target: NodeId,
}

impl Graph {
    /// Earliest time of each node: a way takes `durations[way]` after the last of the demands it
    /// needs, and all ways run side by side.
    ///
    /// Dijkstra's algorithm over superior functions (Knuth 1977), as values never fall. Times add up
    /// in the unit of the durations. Panics when there is not one duration for each way.
    pub fn fastest(&self, durations: &[u32]) -> Fastest {
        let longest = durations.iter().copied().max().unwrap_or(0);
        match Dial::for_steps_up_to(longest) {
            Some(queue) => self.settle(durations, queue, |_, latest| latest),
            None => self.settle(durations, Radix::new(), |_, latest| latest),
        }
    }

    /// The same with the sum of a way's demands in place of the latest: what a plan costs where
    /// every use of a proof is paid again.
    pub(crate) fn cheapest_by_sums(&self, costs: &[u32]) -> Fastest {
        let mut sums = vec![0_u64; self.ways()];
        self.settle(costs, Radix::new(), |way, at| {
            let sum = &mut sums[way as usize];
            *sum = sum.saturating_add(at);
            *sum
        })
    }

    /// Settles nodes in the order of their value; `met` is told each demand of a way that is met
    /// and its value, and gives the value of all met so far.
    fn settle(&self, weights: &[u32], mut queue: impl Queue, mut met: impl FnMut(WayId, u64) -> u64) -> Fastest {
        assert_eq!(weights.len(), self.ways(), "one number for each way");
        let open =
            |(way, need): (usize, &u32)| Open { unmet: *need, weight: weights[way], target: self.target(way as WayId) };
        let mut ways: Vec<Open> = self.need.iter().enumerate().map(open).collect();
        let nothing = Settled { at: NEVER, by: NONE, last: NONE };
        let mut plan = Fastest { nodes: vec![nothing; self.len()], order: Vec::with_capacity(self.len()) };
        for (way, open) in ways.iter().enumerate().filter(|(_, open)| open.unmet == 0) {
            plan.offer(open.target, u64::from(open.weight), way as WayId, NONE, &mut queue);
        }
        while let Some((at, node)) = queue.pop() {
            // a node is queued again only for a smaller value, so each value but its last is passed over
            if plan.nodes[node as usize].at != at {
                continue;
            }
            plan.order.push(node);
            for &way in self.used_by(node) {
                let open = &mut ways[way as usize];
                if open.unmet == 0 || open.unmet == CLOSED {
                    continue;
                }
                open.unmet -= 1;
                let value = met(way, at);
                if open.unmet == 0 {
                    let value = value.saturating_add(u64::from(open.weight));
                    plan.offer(open.target, value, way, node, &mut queue);
                }
            }
        }
        plan
    }
}

impl Fastest {
    fn offer(&mut self, node: NodeId, at: u64, by: WayId, last: NodeId, queue: &mut impl Queue) {
        let slot = &mut self.nodes[node as usize];
        if at < slot.at {
            *slot = Settled { at, by, last };
            queue.push(at, node);
        }
    }

    /// The earliest time of a node; None when it cannot be had.
    pub fn at(&self, node: NodeId) -> Option<u64> {
        self.nodes.get(node as usize).map(|slot| slot.at).filter(|at| *at != NEVER)
    }

    /// The way by which it is had then.
    pub fn by(&self, node: NodeId) -> Option<WayId> {
        self.nodes.get(node as usize).map(|slot| slot.by).filter(|way| *way != NONE)
    }

    /// The chain of nodes each of which waits for the one before, up to `target`: what decides its
    /// time. Empty when it cannot be had.
    pub fn critical_path(&self, target: NodeId) -> Vec<NodeId> {
        let before = |node: &NodeId| Some(self.nodes[*node as usize].last).filter(|last| *last != NONE);
        let end = self.at(target).map(|_| target);
        let mut chain: Vec<NodeId> = std::iter::successors(end, before).collect();
        chain.reverse();
        chain
    }

    /// Everything the fastest way to `target` uses, in the order in which it is had.
    pub fn proof(&self, graph: &Graph, target: NodeId) -> Option<Vec<Step>> {
        self.at(target)?;
        let mut place = vec![u64::MAX; self.nodes.len()];
        for (at, node) in (0..).zip(&self.order) {
            place[*node as usize] = at;
        }
        Some(graph.steps_to(target, |node| self.by(node), |node| place[node as usize]))
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
            let at: Vec<u64> = plan.nodes.iter().map(|slot| slot.at).collect();
            prop_assert_eq!(at, by_repetition(&ways, durations));
            for node in (0..oracle::NODES).filter(|node| plan.at(*node).is_some()) {
                let path = plan.critical_path(node);
                let along: u64 = path.iter().map(|n| u64::from(durations[plan.nodes[*n as usize].by as usize])).sum();
                prop_assert_eq!(Some(along), plan.at(node));
            }
        }
    }
}
