//! Why things are blocked: the causes behind which no other cause stands, each as small as it can be.

use crate::NodeId;
use crate::components::components;
use crate::csr::{Rows, place};
use crate::graph::Graph;
use crate::obtain::Obtained;
use crate::shrink::Core;

/// What a root cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One node to which no way leads: nobody issues it.
    Missing,
    /// A way asks for several of a list, and too few are left: fewer are listed than asked for, or
    /// the others wait for the way itself.
    TooFew,
    /// Nodes that wait for one another, every way of each.
    Circular,
}

/// One root cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// What it is.
    pub kind: Kind,
    /// Nodes none of which can be had even if all others could; take away any one, and the rest no
    /// longer block themselves. In the order of the ring where it is one, otherwise by number.
    pub core: Vec<NodeId>,
    /// True when each node of the core waits for exactly one other: `core` reads as a ring, each
    /// waiting for the next, the last for the first. It is a shortest one where every blocked demand
    /// of the component has one alternative (search stops improving after some million steps).
    pub ring: bool,
}

impl Graph {
    /// The root causes of all that `got` leaves out, ordered by their smallest node.
    ///
    /// They are the terminal strongly connected components of "waits for" among blocked nodes, each
    /// shrunk to an inclusion-minimal unfounded core by greedy deletion. A cycle with a way out is
    /// none. They share no node, so each needs a repair of its own; repairing them all may uncover
    /// causes behind them (see [`Graph::fewest_edits`]).
    pub fn roots(&self, got: &Obtained) -> Vec<Root> {
        let dead = got.blocked();
        let mut local = vec![u32::MAX; self.len()];
        for (at, node) in dead.iter().enumerate() {
            local[*node as usize] = at as u32;
        }
        let waits = self.waits_for(&dead, got, &local);
        let found = components(&waits);
        let mut terminal = vec![true; found.count];
        for (at, &component) in found.of.iter().enumerate() {
            let leaves = waits.row(at as u32).iter().any(|next| found.of[*next as usize] != component);
            terminal[component as usize] &= !leaves;
        }
        let members = found.members();
        let mut roots: Vec<Root> = (0..found.count as u32)
            .filter(|component| terminal[*component as usize])
            .map(|component| {
                let inside = members.row(component).iter().map(|at| dead[*at as usize]).collect();
                self.root(Core::new(self, inside, &mut local).shrink())
            })
            .collect();
        roots.sort_by_key(|root| root.core.iter().min().copied());
        roots
    }

    /// For each blocked node, the blocked nodes that could open one of its ways. A way that asks for
    /// more than it lists waits for nothing: nothing helps it.
    fn waits_for(&self, dead: &[NodeId], got: &Obtained, local: &[u32]) -> Rows {
        let mut starts = vec![0];
        let mut items = Vec::new();
        for &node in dead {
            for (way, need) in self.open_ways(node) {
                let demands = self.demands(way);
                if need as usize <= demands.len() {
                    items.extend(demands.iter().filter(|d| !got.has(**d)).map(|d| local[*d as usize]));
                }
            }
            starts.push(place(items.len()));
        }
        Rows::packed(starts, items)
    }

    fn root(&self, core: Vec<NodeId>) -> Root {
        let nobody = core.len() == 1 && self.open_ways(core[0]).next().is_none();
        let several = |(way, need): (u32, u32)| {
            let listed = self.demands(way).len();
            need as usize > listed || (need > 1 && (need as usize) < listed)
        };
        let kind = if nobody {
            Kind::Missing
        } else if core.iter().any(|node| self.open_ways(*node).any(several)) {
            Kind::TooFew
        } else {
            Kind::Circular
        };
        match self.as_ring(&core) {
            Some(ring) => Root { kind, core: ring, ring: true },
            None => Root { kind, core, ring: false },
        }
    }

    /// The core in the order of waiting, when each member waits for exactly one member.
    fn as_ring(&self, core: &[NodeId]) -> Option<Vec<NodeId>> {
        let next = |node: NodeId| {
            let demands = self.open_ways(node).flat_map(|(way, _)| self.demands(way));
            let mut inside: Vec<NodeId> = demands.copied().filter(|d| core.binary_search(d).is_ok()).collect();
            inside.sort_unstable();
            inside.dedup();
            if let [only] = inside[..] { Some(only) } else { None }
        };
        let mut ring = Vec::with_capacity(core.len());
        let mut node = *core.first()?;
        for _ in 0..core.len() {
            ring.push(node);
            node = next(node)?;
        }
        let mut sorted = ring.clone();
        sorted.sort_unstable();
        (node == ring[0] && sorted == core).then_some(ring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Builder;
    use crate::oracle;
    use proptest::prelude::*;

    fn roots(graph: Builder) -> Vec<Root> {
        let graph = graph.build();
        graph.roots(&graph.obtainable())
    }

    #[test]
    fn tells_the_ring_and_not_those_who_wait_for_it() {
        let mut graph = Builder::new(5);
        graph.all(0, &[1]);
        graph.all(1, &[0]);
        graph.all(2, &[1]);
        graph.all(3, &[4, 2]);
        graph.all(4, &[3]);
        assert_eq!(roots(graph), [Root { kind: Kind::Circular, core: vec![0, 1], ring: true }]);
    }

    #[test]
    fn a_paper_nobody_issues_stands_apart() {
        let mut graph = Builder::new(2);
        graph.all(1, &[0]);
        assert_eq!(roots(graph), [Root { kind: Kind::Missing, core: vec![0], ring: false }]);
    }

    #[test]
    fn two_of_three_with_two_that_wait_for_it_are_too_few() {
        let mut graph = Builder::new(4);
        graph.given(0);
        graph.way(3, 2, &[0, 1, 2]);
        graph.all(1, &[3]);
        graph.all(2, &[3]);
        let found = roots(graph);
        assert_eq!(found[0].kind, Kind::TooFew);
        assert_eq!(found[0].core, [1, 2, 3]);
    }

    #[test]
    fn asking_for_three_of_two_is_a_cause_whatever_else_is_missing() {
        let mut graph = Builder::new(3);
        graph.way(2, 3, &[0, 1]);
        let kinds: Vec<Kind> = roots(graph).iter().map(|root| root.kind).collect();
        assert_eq!(kinds, [Kind::Missing, Kind::Missing, Kind::TooFew]);
    }

    #[test]
    fn of_two_rings_through_one_node_the_shorter_is_told() {
        let mut graph = Builder::new(4);
        graph.all(0, &[1, 3]);
        graph.all(1, &[2]);
        graph.all(2, &[0]);
        graph.all(3, &[0]);
        assert_eq!(roots(graph)[0].core, [0, 3]);
    }

    #[test]
    fn a_ring_of_a_million_is_told_whole() {
        let n = 1_000_000;
        let mut graph = Builder::new(n);
        for node in 0..n {
            graph.all(node, &[(node + 1) % n]);
        }
        let found = roots(graph);
        assert_eq!((found.len(), found[0].core.len(), found[0].ring), (1, n as usize, true));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn every_core_is_unfounded_and_no_part_of_it_is(ways in oracle::ways(), inner in 0..128_u32) {
            let graph = oracle::graph(&ways, inner);
            let got = graph.obtainable();
            let minimal = oracle::minimal_unfounded(&ways);
            let mut taken = 0;
            for root in graph.roots(&got) {
                let core = oracle::bits(&root.core);
                prop_assert!(minimal.contains(&core));
                prop_assert_eq!(taken & core, 0);
                taken |= core;
                if root.ring {
                    for at in 0..root.core.len() {
                        let next = root.core[(at + 1) % root.core.len()];
                        prop_assert!(ways.iter().any(|(t, _, d)| *t == root.core[at] && d.contains(&next)));
                    }
                }
            }
            // blocked and told go together: no false deadlock, none missed
            let blocked = oracle::had(&ways, 0) != (1 << oracle::NODES) - 1;
            prop_assert_eq!(taken != 0, blocked);
        }
    }
}
