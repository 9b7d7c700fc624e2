//! The fixpoint kept up to date while ways open and close: a small edit costs what it changes.

use crate::NodeId;
use crate::graph::{CLOSED, Graph, WayId};

const NOT_HAD: u32 = u32::MAX;
const GIVEN: u32 = u32::MAX - 1;

/// What can be had, as edits come and go.
#[derive(Clone, Debug)]
pub struct Live {
    graph: Graph,
    by: Vec<u32>,
    /// per way, how many of its demands are had
    met: Vec<u32>,
    shut: Vec<bool>,
    given: Vec<bool>,
    count: usize,
}

impl Live {
    /// Computes everything once.
    pub fn new(graph: &Graph) -> Live {
        let ways = graph.ways();
        let mut live = Live {
            by: vec![NOT_HAD; graph.len()],
            met: vec![0; ways],
            shut: vec![false; ways],
            given: vec![false; graph.len()],
            count: 0,
            graph: graph.clone(),
        };
        for way in 0..ways as WayId {
            if live.is_open(way) {
                live.spread(live.graph.target(way), way);
            }
        }
        live
    }

    /// True when the node can be had.
    pub fn has(&self, node: NodeId) -> bool {
        self.by[node as usize] != NOT_HAD
    }

    /// How many nodes can be had.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Closes a way; gives the nodes that can no longer be had.
    pub fn close(&mut self, way: WayId) -> Vec<NodeId> {
        self.shut[way as usize] = true;
        let target = self.graph.target(way);
        if self.by[target as usize] == way { self.withdraw(target) } else { Vec::new() }
    }

    /// Opens a way closed before; gives the nodes that can be had now.
    pub fn open(&mut self, way: WayId) -> Vec<NodeId> {
        self.shut[way as usize] = false;
        if self.is_open(way) { self.spread(self.graph.target(way), way) } else { Vec::new() }
    }

    /// Puts a node there from outside; gives the nodes that can be had now.
    pub fn give(&mut self, node: NodeId) -> Vec<NodeId> {
        self.given[node as usize] = true;
        self.spread(node, GIVEN)
    }

    /// Takes back what was given; gives the nodes that can no longer be had.
    pub fn take_back(&mut self, node: NodeId) -> Vec<NodeId> {
        self.given[node as usize] = false;
        if self.by[node as usize] == GIVEN { self.withdraw(node) } else { Vec::new() }
    }

    fn is_open(&self, way: WayId) -> bool {
        let need = self.graph.need[way as usize];
        need != CLOSED && !self.shut[way as usize] && self.met[way as usize] >= need
    }

    fn spread(&mut self, node: NodeId, by: u32) -> Vec<NodeId> {
        let mut gained = Vec::new();
        self.add(node, by, &mut gained);
        let mut done = 0;
        while let Some(&node) = gained.get(done) {
            done += 1;
            for at in 0..self.graph.used_by(node).len() {
                let way = self.graph.used_by(node)[at];
                self.met[way as usize] += 1;
                if self.is_open(way) {
                    self.add(self.graph.target(way), way, &mut gained);
                }
            }
        }
        gained
    }

    fn add(&mut self, node: NodeId, by: u32, gained: &mut Vec<NodeId>) {
        if !self.has(node) {
            self.by[node as usize] = by;
            self.count += 1;
            gained.push(node);
        }
    }

    /// Takes out the node and whatever rests on it, even if it may stand without; then puts back
    /// what another way still leads to (delete and rederive, Gupta, Mumick and Subrahmanian 1993).
    fn withdraw(&mut self, node: NodeId) -> Vec<NodeId> {
        let mut lost = vec![node];
        self.by[node as usize] = NOT_HAD;
        let mut done = 0;
        while let Some(&node) = lost.get(done) {
            done += 1;
            self.count -= 1;
            for &way in self.graph.used_by(node) {
                self.met[way as usize] -= 1;
                let by = &mut self.by[self.graph.target(way) as usize];
                if *by == way {
                    *by = NOT_HAD;
                    lost.push(self.graph.target(way));
                }
            }
        }
        for &node in &lost {
            let open = self.graph.ways_of(node).iter().copied().find(|way| self.is_open(*way));
            if let Some(by) = self.given[node as usize].then_some(GIVEN).or(open) {
                self.spread(node, by);
            }
        }
        lost.retain(|node| !self.has(*node));
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn a_ring_falls_with_its_last_way_in() {
        let mut graph = crate::Builder::new(2);
        graph.all(0, &[1]);
        graph.all(1, &[0]);
        let entry = graph.given(0);
        let mut live = Live::new(&graph.build());
        assert_eq!(live.count(), 2);
        assert_eq!(live.close(entry), [0, 1]);
        assert_eq!(live.open(entry), [0, 1]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn stays_what_a_fresh_fixpoint_would_be(
            ways in oracle::ways(),
            edits in prop::collection::vec((0..4_u32, 0..13_u32), 0..12),
        ) {
            let mut live = Live::new(&oracle::graph(&ways, 0));
            let mut shut = vec![false; ways.len()];
            let mut given = 0_u32;
            for (edit, at) in edits {
                let node = at % oracle::NODES;
                let before: u32 = (0..oracle::NODES).filter(|n| live.has(*n)).fold(0, |bits, n| bits | 1 << n);
                let changed = match edit {
                    0 if (at as usize) < ways.len() => { shut[at as usize] = true; live.close(at) }
                    1 if (at as usize) < ways.len() => { shut[at as usize] = false; live.open(at) }
                    2 => { given |= 1 << node; live.give(node) }
                    3 => { given &= !(1 << node); live.take_back(node) }
                    _ => Vec::new(),
                };
                let open: Vec<oracle::Way> =
                    ways.iter().zip(&shut).filter(|(_, shut)| !**shut).map(|(way, _)| way.clone()).collect();
                let now: u32 = (0..oracle::NODES).filter(|n| live.has(*n)).fold(0, |bits, n| bits | 1 << n);
                prop_assert_eq!(now, oracle::had(&open, given));
                prop_assert_eq!(oracle::bits(&changed), before ^ now);
                prop_assert_eq!(live.count(), now.count_ones() as usize);
            }
        }
    }
}
