//! Small random graphs for the tests, and the definitions read aloud over all subsets of their nodes.

use proptest::prelude::*;

use crate::graph::{Builder, Graph};

/// Nodes of the random graphs.
pub(crate) const NODES: u32 = 7;

/// target, at least, demands
pub(crate) type Way = (u32, usize, Vec<u32>);

pub(crate) fn ways() -> impl Strategy<Value = Vec<Way>> {
    let demands = prop::collection::btree_set(0..NODES, 0..4);
    let way = (0..NODES, 0..4_usize, demands).prop_map(|(target, least, demands)| {
        let demands: Vec<u32> = demands.into_iter().collect();
        // mostly what can be met, seldom what asks for more than it lists, seldom given from nothing
        let least = match least {
            0 if target % 3 > 0 => demands.len(),
            3 if demands.len() < 3 => demands.len().max(1),
            least => least,
        };
        (target, least, demands)
    });
    prop::collection::vec(way, 0..13)
}

pub(crate) fn graph(ways: &[Way], inner: u32) -> Graph {
    let mut graph = Builder::new(0);
    for node in 0..NODES {
        if inner >> node & 1 == 1 {
            graph.inner()
        } else {
            graph.node()
        };
    }
    for (target, least, demands) in ways {
        graph.way(*target, *least, demands);
    }
    graph.build()
}

/// What can be had given `also` (a bit a node), by plain repetition.
pub(crate) fn had(ways: &[Way], also: u32) -> u32 {
    let mut had = also;
    loop {
        let before = had;
        for (target, least, demands) in ways {
            if demands.iter().filter(|d| had >> **d & 1 == 1).count() >= *least {
                had |= 1 << target;
            }
        }
        if had == before {
            return had;
        }
    }
}

/// No way leads to a member even if all others can be had.
pub(crate) fn unfounded(ways: &[Way], set: u32) -> bool {
    set != 0
        && ways
            .iter()
            .filter(|way| set >> way.0 & 1 == 1)
            .all(|(_, least, demands)| demands.iter().filter(|d| set >> **d & 1 == 0).count() < *least)
}

/// All unfounded sets no part of which is unfounded.
pub(crate) fn minimal_unfounded(ways: &[Way]) -> Vec<u32> {
    let all: Vec<u32> = (1..1 << NODES).filter(|set| unfounded(ways, *set)).collect();
    all.iter().copied().filter(|set| !all.iter().any(|part| part != set && part & set == *part)).collect()
}

pub(crate) fn bits(nodes: &[u32]) -> u32 {
    nodes.iter().fold(0, |bits, node| bits | 1 << node)
}
