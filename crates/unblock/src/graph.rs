//! The graph itself: nodes to be had, ways to have them, what each way demands and for whom it is there.

use std::sync::Arc;

use crate::NodeId;
use crate::csr::{Rows, place};
use crate::guard::{Atom, Profile};

/// A way of getting a node, numbered in the order of [`Builder::way`] calls.
pub type WayId = u32;

/// The need of a way that is not there for the profile at hand.
pub(crate) const CLOSED: u32 = u32::MAX;

/// Collects the ways of a graph before it is packed.
#[derive(Clone, Debug)]
pub struct Builder {
    inner: Vec<bool>,
    target: Vec<NodeId>,
    need: Vec<u32>,
    starts: Vec<u32>,
    demands: Vec<NodeId>,
    guards: Vec<(WayId, Atom)>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new(0)
    }
}

impl Builder {
    /// A graph of `nodes` nodes, numbered `0..nodes`, none of which can be had yet.
    pub fn new(nodes: u32) -> Builder {
        Builder {
            inner: vec![false; nodes as usize],
            target: Vec::new(),
            need: Vec::new(),
            starts: vec![0],
            demands: Vec::new(),
            guards: Vec::new(),
        }
    }

    /// Adds one node and gives its number.
    pub fn node(&mut self) -> NodeId {
        self.inner.push(false);
        u32::try_from(self.inner.len() - 1).expect("fewer than four billion nodes")
    }

    /// Adds a node that stands for one demand of a way ("two of these three"), not for a thing of
    /// its own. Cores are made as small as can be in things first; such nodes come last.
    pub fn inner(&mut self) -> NodeId {
        let node = self.node();
        self.inner[node as usize] = true;
        node
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
        let nodes = self.inner.len();
        assert!((target as usize) < nodes, "no such node: {target}");
        let from = self.demands.len();
        self.demands.extend_from_slice(demands);
        if demands.len() > 1 {
            self.demands[from..].sort_unstable();
        }
        let mut kept = from;
        for at in from..self.demands.len() {
            let node = self.demands[at];
            assert!((node as usize) < nodes, "no such node: {node}");
            if kept == from || self.demands[kept - 1] != node {
                self.demands[kept] = node;
                kept += 1;
            }
        }
        self.demands.truncate(kept);
        // all of a list that names a node twice means all distinct ones
        let need = if at_least == demands.len() { kept - from } else { at_least };
        self.starts.push(place(kept));
        self.target.push(target);
        self.need.push(u32::try_from(need).unwrap_or(CLOSED).min(CLOSED - 1));
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

    /// The way is there only for profiles of which `atom` is true; several atoms must all be true.
    ///
    /// Panics when the way was not given out.
    pub fn when(&mut self, way: WayId, atom: Atom) {
        assert!((way as usize) < self.target.len(), "no such way: {way}");
        self.guards.push((way, atom));
    }

    /// Packs the graph, as it stands for the profile of which nothing is known.
    pub fn build(self) -> Graph {
        let nodes = self.inner.len();
        let (mut starts, mut demands) = (self.starts, self.demands);
        starts.shrink_to_fit();
        demands.shrink_to_fit();
        let demands = Rows::packed(starts, demands);
        let ways = Rows::pack_from(nodes, self.target.len(), || {
            self.target.iter().enumerate().map(|(way, target)| (*target, way as u32))
        });
        let used_by = demands.turned(nodes);
        let shape = Shape {
            inner: self.inner,
            target: self.target,
            need: self.need,
            demands,
            ways,
            used_by,
            guards: self.guards,
        };
        let graph = Graph { need: shape.need.clone(), shape: Arc::new(shape) };
        if graph.shape.guards.is_empty() { graph } else { graph.under(&Profile::default()) }
    }
}

/// What does not change from profile to profile.
#[derive(Debug)]
struct Shape {
    inner: Vec<bool>,
    target: Vec<NodeId>,
    need: Vec<u32>,
    demands: Rows,
    ways: Rows,
    used_by: Rows,
    guards: Vec<(WayId, Atom)>,
}

/// A packed AND/OR graph, seen by one profile. Copies share everything but the guards' outcome.
#[derive(Clone, Debug)]
pub struct Graph {
    shape: Arc<Shape>,
    /// per way, demands that must be met; [`CLOSED`] where a guard is false
    pub(crate) need: Vec<u32>,
}

impl Graph {
    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.shape.inner.len()
    }

    /// True when there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of ways, those closed to the profile among them.
    pub fn ways(&self) -> usize {
        self.need.len()
    }

    /// The same graph for `profile`: a way with a false guard is not there.
    pub fn under(&self, profile: &Profile) -> Graph {
        let mut need = self.shape.need.clone();
        for (way, atom) in &self.shape.guards {
            if !profile.satisfies(*atom) {
                need[*way as usize] = CLOSED;
            }
        }
        Graph { shape: Arc::clone(&self.shape), need }
    }

    /// The ways of a node, in the order in which they were added, those closed among them.
    pub fn ways_of(&self, node: NodeId) -> &[WayId] {
        self.shape.ways.row(node)
    }

    /// What a way leads to.
    pub fn target(&self, way: WayId) -> NodeId {
        self.shape.target[way as usize]
    }

    /// What a way demands, each node once, smallest number first.
    pub fn demands(&self, way: WayId) -> &[NodeId] {
        self.shape.demands.row(way)
    }

    /// How many of its demands a way needs; None when it is closed to this profile.
    pub fn at_least(&self, way: WayId) -> Option<u32> {
        Some(self.need[way as usize]).filter(|need| *need != CLOSED)
    }

    /// The ways that demand a node.
    pub fn used_by(&self, node: NodeId) -> &[WayId] {
        self.shape.used_by.row(node)
    }

    /// True for a node that stands for a demand of a way, see [`Builder::inner`].
    pub fn is_inner(&self, node: NodeId) -> bool {
        self.shape.inner[node as usize]
    }

    /// The guards of all ways.
    pub fn guards(&self) -> &[(WayId, Atom)] {
        &self.shape.guards
    }

    /// The ways of a node that are there for this profile, each with its need.
    pub(crate) fn open_ways(&self, node: NodeId) -> impl Iterator<Item = (WayId, u32)> + '_ {
        self.ways_of(node).iter().map(|way| (*way, self.need[*way as usize])).filter(|(_, need)| *need != CLOSED)
    }

    /// The need of a way were all guards true.
    pub(crate) fn bare_need(&self, way: WayId) -> u32 {
        self.shape.need[way as usize]
    }

    /// Everything that `targets` could ever rest on, themselves included, in the order found.
    pub fn cone(&self, targets: &[NodeId]) -> Vec<NodeId> {
        let mut seen = vec![false; self.len()];
        let mut found = Vec::new();
        for &target in targets {
            if !std::mem::replace(&mut seen[target as usize], true) {
                found.push(target);
            }
        }
        let mut done = 0;
        while let Some(&node) = found.get(done) {
            done += 1;
            for &way in self.ways_of(node) {
                for &demand in self.demands(way) {
                    if !std::mem::replace(&mut seen[demand as usize], true) {
                        found.push(demand);
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guarded_way_is_there_only_for_whom_it_is_meant() {
        let mut graph = Builder::new(1);
        let way = graph.given(0);
        graph.when(way, Atom::is(0, 7));
        let graph = graph.build();
        assert!(!graph.obtainable().has(0));
        assert!(graph.under(&Profile::from([(0, 7)])).obtainable().has(0));
        assert!(!graph.under(&Profile::from([(0, 8)])).obtainable().has(0));
    }

    #[test]
    fn the_cone_holds_what_a_node_can_rest_on_and_no_more() {
        let mut graph = Builder::new(4);
        graph.all(0, &[1]);
        graph.all(1, &[0, 2]);
        graph.all(3, &[0]);
        assert_eq!(graph.build().cone(&[1]), [1, 0, 2]);
    }
}
