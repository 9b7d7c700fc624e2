//! Cycles that are no deadlock today, but would be one without a single alternative.

use crate::NodeId;
use crate::components::components;
use crate::csr::{Rows, place};
use crate::graph::{Graph, WayId};
use crate::obtain::Obtained;

/// Nodes that wait for one another and can be had only because of one way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragile {
    /// The nodes on cycles with one another, smallest first; none could be had without the escape.
    pub nodes: Vec<NodeId>,
    /// The one way that leads in from outside.
    pub escape: WayId,
    /// The demands of that way that come from outside, each of them needed; empty when it needs none.
    pub outside: Vec<NodeId>,
}

impl Graph {
    /// Cycles kept open by one alternative, ordered by their smallest node: a hint, no finding.
    ///
    /// Looks at the strongly connected components of "demands" among nodes that can be had; a
    /// smaller cycle inside one that has several ways in is not looked for.
    pub fn fragile(&self, got: &Obtained) -> Vec<Fragile> {
        let mut starts = vec![0];
        let mut items = Vec::new();
        for node in 0..self.len() as NodeId {
            if got.has(node) {
                let demands = self.open_ways(node).flat_map(|(way, _)| self.demands(way));
                items.extend(demands.filter(|demand| got.has(**demand)));
            }
            starts.push(place(items.len()));
        }
        let edges = Rows::packed(starts, items);
        let found = components(&edges);
        let members = found.members();
        let mut all: Vec<Fragile> = (0..found.count as u32)
            .filter_map(|component| {
                let nodes = members.row(component);
                let cyclic = nodes.len() > 1 || edges.row(nodes[0]).contains(&nodes[0]);
                if cyclic { self.only_escape(got, nodes, |node| found.of[node as usize] == component) } else { None }
            })
            .collect();
        all.sort_by_key(|fragile| fragile.nodes[0]);
        all
    }

    fn only_escape(&self, got: &Obtained, nodes: &[NodeId], inside: impl Fn(NodeId) -> bool) -> Option<Fragile> {
        let mut found = None;
        for (way, need) in nodes.iter().flat_map(|node| self.open_ways(*node)) {
            let outside = || self.demands(way).iter().copied().filter(|demand| got.has(*demand) && !inside(*demand));
            let count = outside().count();
            if count < need as usize {
                continue;
            }
            if found.is_some() || count > need as usize {
                return None;
            }
            found = Some(Fragile { nodes: nodes.to_vec(), escape: way, outside: outside().collect() });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Builder;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn one_way_in_is_fragile_and_two_are_not() {
        let mut graph = Builder::new(3);
        graph.all(0, &[1]);
        graph.all(1, &[0]);
        let escape = graph.all(1, &[2]);
        graph.given(2);
        let hints = |graph: &Builder| {
            let graph = graph.clone().build();
            graph.fragile(&graph.obtainable())
        };
        assert_eq!(hints(&graph), [Fragile { nodes: vec![0, 1], escape, outside: vec![2] }]);
        graph.given(0);
        assert_eq!(hints(&graph), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn without_the_escape_none_of_it_can_be_had(ways in oracle::ways()) {
            let graph = oracle::graph(&ways, 0);
            for hint in graph.fragile(&graph.obtainable()) {
                let mut without = ways.clone();
                let way = &mut without[hint.escape as usize];
                way.2.retain(|demand| !hint.outside.contains(demand));
                if hint.outside.is_empty() {
                    without.remove(hint.escape as usize);
                }
                prop_assert_eq!(oracle::had(&without, 0) & oracle::bits(&hint.nodes), 0);
                prop_assert_eq!(oracle::bits(&hint.nodes) & !oracle::had(&ways, 0), 0);
            }
        }
    }
}
