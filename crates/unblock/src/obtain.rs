//! What can be had at all: the least fixpoint of an AND/OR graph, by counters.

use crate::NodeId;
use crate::csr::Rows;

/// A way of getting a node, numbered in the order of [`Builder::way`] calls.
pub type WayId = u32;

/// Collects the ways of a graph before it is packed.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    nodes: u32,
    target: Vec<NodeId>,
    need: Vec<u32>,
    /// (demanded node, way), each pair once
    demands: Vec<(u32, u32)>,
}

impl Builder {
    /// A graph of `nodes` nodes, numbered `0..nodes`, none of which can be had yet.
    pub fn new(nodes: u32) -> Builder {
        Builder { nodes, ..Builder::default() }
    }

    /// Adds one node and gives its number.
    pub fn node(&mut self) -> NodeId {
        self.nodes += 1;
        self.nodes - 1
    }

    /// Adds a way: `target` can be had when at least `at_least` *different* nodes of `demands` can.
    ///
    /// All of them: `at_least = demands.len()`. Any one: `1`. From nothing: `0`. A node listed
    /// twice counts once. Several ways to one target are alternatives. A way that asks for more
    /// than it lists is never open.
    ///
    /// Panics when a node was not given out: that is an error of the caller, not of the data.
    pub fn way(&mut self, target: NodeId, at_least: usize, demands: &[NodeId]) -> WayId {
        let way = u32::try_from(self.target.len()).expect("fewer than four billion ways");
        assert!(target < self.nodes, "no such node: {target}");
        let mut distinct = demands.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        // all of a list that names a node twice means all distinct ones
        let need = if at_least == demands.len() { distinct.len() } else { at_least };
        for node in distinct {
            assert!(node < self.nodes, "no such node: {node}");
            self.demands.push((node, way));
        }
        self.target.push(target);
        self.need.push(u32::try_from(need).unwrap_or(u32::MAX));
        way
    }

    /// A way that needs all of `demands`.
    pub fn all(&mut self, target: NodeId, demands: &[NodeId]) -> WayId {
        self.way(target, demands.len(), demands)
    }

    /// Says that `target` is there already.
    pub fn given(&mut self, target: NodeId) -> WayId {
        self.way(target, 0, &[])
    }

    /// Packs the graph.
    pub fn build(self) -> Graph {
        Graph {
            used_by: Rows::pack(self.nodes as usize, &self.demands),
            nodes: self.nodes,
            target: self.target,
            need: self.need,
        }
    }
}

/// A packed AND/OR graph.
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: u32,
    target: Vec<NodeId>,
    need: Vec<u32>,
    used_by: Rows,
}

impl Graph {
    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes as usize
    }

    /// True when there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes == 0
    }

    /// Everything that can be had: the least model (Dowling and Gallier 1984), each way carrying a
    /// counter of demands still unmet. Linear in nodes, ways and demands.
    pub fn obtainable(&self) -> Obtained {
        self.obtainable_given(&[])
    }

    /// The same, were the nodes `also` there already: what a repair would free.
    pub fn obtainable_given(&self, also: &[NodeId]) -> Obtained {
        let mut got = Obtained { by: vec![NOT_HAD; self.len()], order: Vec::new() };
        for &node in also {
            got.add(node, GIVEN);
        }
        let mut unmet = self.need.clone();
        for (way, &need) in unmet.iter().enumerate() {
            if need == 0 {
                got.add(self.target[way], way as WayId);
            }
        }
        let mut done = 0;
        while let Some(&node) = got.order.get(done) {
            done += 1;
            for &way in self.used_by.row(node) {
                let left = &mut unmet[way as usize];
                *left = left.saturating_sub(1);
                if *left == 0 {
                    got.add(self.target[way as usize], way);
                }
            }
        }
        got
    }
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

    /// The nodes in the order in which they became obtainable.
    pub fn order(&self) -> &[NodeId] {
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn a_chain_of_a_million_needs_no_stack() {
        let n = 1_000_000;
        let mut graph = Builder::new(n);
        graph.given(0);
        for node in 1..n {
            graph.all(node, &[node - 1]);
        }
        assert_eq!(graph.build().obtainable().order().len(), n as usize);
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
