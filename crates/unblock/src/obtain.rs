//! What can be had at all: the least fixpoint of an AND/OR graph, by counters.

use crate::NodeId;
use crate::graph::{CLOSED, Graph, WayId};

impl Graph {
    /// Everything that can be had: the least model (Dowling and Gallier 1984), each way carrying a
    /// counter of demands still unmet. Linear in nodes, ways and demands.
    pub fn obtainable(&self) -> Obtained {
        self.obtainable_given(&[])
    }

    /// The same, were the nodes `also` there already: what a repair would free.
    pub fn obtainable_given(&self, also: &[NodeId]) -> Obtained {
        self.spread(also, &self.need)
    }

    /// The fixpoint with a need of its own for each way; [`CLOSED`] ways never open.
    pub(crate) fn spread(&self, also: &[NodeId], needs: &[u32]) -> Obtained {
        let mut got = Obtained { by: vec![NOT_HAD; self.len()], order: Vec::with_capacity(self.len()) };
        // a counter and where it leads, side by side: one place in memory is asked for, not two
        let counter = |(way, need): (usize, &u32)| (*need, self.target(way as WayId));
        let mut ways: Vec<(u32, NodeId)> = needs.iter().enumerate().map(counter).collect();
        for &node in also {
            got.add(node, GIVEN);
        }
        for (way, (need, target)) in ways.iter().enumerate() {
            if *need == 0 {
                got.add(*target, way as WayId);
            }
        }
        let mut done = 0;
        while let Some(&node) = got.order.get(done) {
            done += 1;
            for &way in self.used_by(node) {
                let (left, target) = &mut ways[way as usize];
                if *left == CLOSED || *left == 0 {
                    continue;
                }
                *left -= 1;
                if *left == 0 {
                    got.add(*target, way);
                }
            }
        }
        got
    }

    /// The proof of `target`: each node it rests on with the way taken and the demands that met it,
    /// in the order in which they can be had, `target` last. None when it cannot be had.
    pub fn proof(&self, got: &Obtained, target: NodeId) -> Option<Vec<Step>> {
        got.has(target).then_some(())?;
        let mut place = vec![u32::MAX; self.len()];
        for (at, node) in got.order.iter().enumerate() {
            place[*node as usize] = at as u32;
        }
        Some(self.steps_to(target, |node| got.because(node), |node| u64::from(place[node as usize])))
    }

    /// Follows `by` down from `target`; of the demands of a way, those had first are taken, `when`
    /// saying when each was (larger than the target's: not before it).
    pub(crate) fn steps_to(
        &self,
        target: NodeId,
        by: impl Fn(NodeId) -> Option<WayId>,
        when: impl Fn(NodeId) -> u64,
    ) -> Vec<Step> {
        let mut seen = vec![false; self.len()];
        seen[target as usize] = true;
        let mut open = vec![target];
        let mut steps = Vec::new();
        while let Some(node) = open.pop() {
            let way = by(node);
            let mut demands = way.map_or(Vec::new(), |way| self.demands(way).to_vec());
            demands.sort_by_key(|demand| when(*demand));
            demands.truncate(way.map_or(0, |way| self.need[way as usize] as usize));
            for &demand in &demands {
                if !std::mem::replace(&mut seen[demand as usize], true) {
                    open.push(demand);
                }
            }
            steps.push(Step { node, way, demands });
        }
        steps.sort_by_key(|step| when(step.node));
        steps
    }
}

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is had.
    pub node: NodeId,
    /// By which way; None for a node that was there already.
    pub way: Option<WayId>,
    /// The demands that opened the way, just as many as it needs.
    pub demands: Vec<NodeId>,
}

const NOT_HAD: u32 = u32::MAX;
const GIVEN: u32 = u32::MAX - 1;

/// The nodes that can be had, and by which way each was first reached.
#[derive(Clone, Debug)]
pub struct Obtained {
    by: Vec<u32>,
    order: Vec<NodeId>,
}

impl Obtained {
    fn add(&mut self, node: NodeId, by: u32) {
        let slot = &mut self.by[node as usize];
        if *slot == NOT_HAD {
            *slot = by;
            self.order.push(node);
        }
    }

    /// True when the node can be had.
    pub fn has(&self, node: NodeId) -> bool {
        self.by.get(node as usize).is_some_and(|by| *by != NOT_HAD)
    }

    /// The way by which the node was first reached. The demands of that way were reached before
    /// it, so following it downwards is a proof that ends. None for a node that cannot be had or
    /// was given.
    pub fn because(&self, node: NodeId) -> Option<WayId> {
        self.by.get(node as usize).copied().filter(|by| *by < GIVEN)
    }

    /// The nodes that cannot be had, smallest number first.
    pub fn blocked(&self) -> Vec<NodeId> {
        (0..self.by.len() as u32).filter(|node| !self.has(*node)).collect()
    }

    /// The nodes in the order in which they became obtainable.
    pub fn order(&self) -> &[NodeId] {
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::Builder;
    use proptest::prelude::*;

    #[test]
    fn two_papers_that_demand_each_other_cannot_be_had() {
        let mut graph = Builder::new(2);
        graph.all(0, &[1]);
        graph.all(1, &[0]);
        let got = graph.build().obtainable();
        assert!(!got.has(0) && !got.has(1));
    }

    #[test]
    fn a_cycle_with_another_way_out_is_no_deadlock() {
        let mut graph = Builder::new(3);
        graph.all(0, &[1]);
        graph.all(1, &[0]);
        graph.all(1, &[2]);
        graph.given(2);
        let got = graph.build().obtainable();
        assert_eq!(got.order(), [2, 1, 0]);
        assert_eq!(got.because(1), Some(2));
    }

    #[test]
    fn two_of_three_counts_different_papers() {
        let mut graph = Builder::new(4);
        graph.way(3, 2, &[0, 1, 2, 0]);
        graph.given(0);
        assert!(!graph.clone().build().obtainable().has(3));
        graph.given(2);
        assert!(graph.build().obtainable().has(3));
    }

    #[test]
    fn asking_for_more_than_is_listed_is_never_met() {
        let mut graph = Builder::new(2);
        graph.given(0);
        graph.way(1, 2, &[0]);
        assert!(!graph.build().obtainable().has(1));
    }

    #[test]
    fn says_what_a_repair_would_free() {
        let mut graph = Builder::new(3);
        graph.all(1, &[0]);
        graph.all(2, &[1]);
        let graph = graph.build();
        assert!(!graph.obtainable().has(2));
        let repaired = graph.obtainable_given(&[0]);
        assert!(repaired.has(2));
        assert_eq!(repaired.because(0), None);
    }

    #[test]
    fn a_proof_names_only_what_it_rests_on() {
        let mut graph = Builder::new(5);
        for node in [0, 1, 2] {
            graph.given(node);
        }
        graph.way(3, 2, &[0, 1, 2]);
        graph.all(4, &[3, 1]);
        let graph = graph.build();
        let proof = graph.proof(&graph.obtainable(), 4).expect("can be had");
        let nodes: Vec<u32> = proof.iter().map(|step| step.node).collect();
        assert_eq!(nodes, [0, 1, 3, 4]);
        assert_eq!(proof[2].demands, [0, 1]);
    }

    #[test]
    fn a_chain_of_a_million_needs_no_stack() {
        let n = 1_000_000;
        let mut graph = Builder::new(n);
        graph.given(0);
        for node in 1..n {
            graph.all(node, &[node - 1]);
        }
        assert_eq!(graph.build().obtainable().order().len(), n as usize);
    }

    #[test]
    fn ten_million_demands_are_counted_without_overflow() {
        let n = 1_000_000_u32;
        let mut graph = Builder::new(n);
        graph.given(0);
        for node in 1..n {
            let before: Vec<u32> = (node.saturating_sub(10)..node).collect();
            graph.all(node, &before);
        }
        let graph = graph.build();
        let demands: usize = (0..graph.ways() as u32).map(|way| graph.demands(way).len()).sum();
        assert_eq!(demands, 9_999_945);
        let got = graph.obtainable();
        assert_eq!(got.order().len(), n as usize);
        // the durations add up along the chain and no further
        assert_eq!(graph.fastest(&vec![u32::MAX; n as usize]).at(n - 1), Some(u64::from(n) * u64::from(u32::MAX)));
    }

    type Way = (u32, usize, Vec<u32>);

    fn ways() -> impl Strategy<Value = Vec<Way>> {
        let way = (0..8_u32, 0..4_usize, prop::collection::vec(0..8_u32, 0..5));
        prop::collection::vec(way, 0..14)
    }

    /// The definition, read aloud: repeat until nothing changes.
    fn by_repetition(ways: &[Way]) -> Vec<bool> {
        let mut has = vec![false; 8];
        loop {
            let before = has.clone();
            for (target, at_least, demands) in ways {
                let mut met = demands.clone();
                met.sort_unstable();
                met.dedup();
                let all = *at_least == demands.len();
                let need = if all { met.len() } else { *at_least };
                met.retain(|node| has[*node as usize]);
                has[*target as usize] |= met.len() >= need;
            }
            if has == before {
                return has;
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_plain_repetition(ways in ways()) {
            let mut graph = Builder::new(8);
            for (target, at_least, demands) in &ways {
                graph.way(*target, *at_least, demands);
            }
            let got = graph.build().obtainable();
            let has: Vec<bool> = (0..8).map(|node| got.has(node)).collect();
            prop_assert_eq!(has, by_repetition(&ways));
        }

        #[test]
        fn every_node_had_rests_on_nodes_had_before(ways in ways()) {
            let mut graph = Builder::new(8);
            for (target, at_least, demands) in &ways {
                graph.way(*target, *at_least, demands);
            }
            let got = graph.build().obtainable();
            for (place, node) in got.order().iter().enumerate() {
                let way = got.because(*node).expect("nothing was given from outside");
                let (target, at_least, demands) = &ways[way as usize];
                prop_assert_eq!(target, node);
                let mut met: Vec<&u32> = demands.iter().collect();
                met.sort_unstable();
                met.dedup();
                let need = if *at_least == demands.len() { met.len() } else { *at_least };
                met.retain(|demand| got.order()[..place].contains(demand));
                prop_assert!(met.len() >= need);
            }
        }
    }
}
