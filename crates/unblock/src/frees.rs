//! What a repair would free: only blocked nodes are walked, once for each candidate.

use crate::NodeId;
use crate::graph::{CLOSED, Graph};
use crate::obtain::Obtained;

/// What one repair frees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frees {
    /// The node repaired, that is: there already from now on.
    pub node: NodeId,
    /// Sum of the weights of all nodes that can be had after it and could not before, itself included.
    pub weight: u64,
}

/// Repairs chosen one after another, each for what it frees after those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The repairs, in the order of choosing.
    pub picks: Vec<Frees>,
    /// Weight of all that they free together.
    pub freed: u64,
    /// Weight of all that is blocked: no choice of repairs frees more.
    pub bound: u64,
}

/// The blocked part of a graph, ready to be asked "what if".
#[derive(Clone, Debug)]
pub struct WhatIf<'g> {
    graph: &'g Graph,
    had: Vec<bool>,
    /// demands each way still lacks; at 0 and below it is open
    unmet: Vec<i64>,
    weights: Vec<u64>,
}

impl<'g> WhatIf<'g> {
    /// `weights`: what each node counts for once it can be had (jobs, output, yearly applicants).
    ///
    /// Panics when there is not one weight for each node.
    pub fn new(graph: &'g Graph, got: &Obtained, weights: Vec<u64>) -> WhatIf<'g> {
        assert_eq!(weights.len(), graph.len(), "one weight for each node");
        let had: Vec<bool> = (0..graph.len() as u32).map(|node| got.has(node)).collect();
        let lacks = |(way, need): (usize, &u32)| match *need {
            CLOSED => i64::MAX / 2,
            need => i64::from(need) - graph.demands(way as u32).iter().filter(|d| had[**d as usize]).count() as i64,
        };
        let unmet = graph.need.iter().enumerate().map(lacks).collect();
        WhatIf { graph, had, unmet, weights }
    }

    /// The nodes that could be had were `node` there, `node` first; none when it can be had anyway.
    pub fn freed_by(&mut self, node: NodeId) -> Vec<NodeId> {
        let freed = self.apply(node);
        for &node in freed.iter().rev() {
            self.had[node as usize] = false;
            for &way in self.graph.used_by(node) {
                self.unmet[way as usize] += 1;
            }
        }
        freed
    }

    /// What each candidate frees alone, most first, then smallest number.
    pub fn ranked(&mut self, candidates: &[NodeId]) -> Vec<Frees> {
        let mut all: Vec<Frees> = candidates.iter().map(|node| self.frees(*node)).collect();
        all.sort_by_key(|frees| (std::cmp::Reverse(frees.weight), frees.node));
        all
    }

    /// Up to `most` repairs out of `candidates`, each time the one that frees most after those
    /// before it. What a repair frees can grow with others, so this is a good choice, not proven
    /// the best; `bound` says how much better any could be.
    pub fn batch(mut self, candidates: &[NodeId], most: usize) -> Batch {
        let blocked = self.had.iter().zip(&self.weights).filter(|(had, _)| !**had);
        let bound = blocked.map(|(_, weight)| weight).sum();
        let mut batch = Batch { picks: Vec::new(), freed: 0, bound };
        while batch.picks.len() < most {
            let Some(best) = self.ranked(candidates).into_iter().next().filter(|best| best.weight > 0) else { break };
            self.apply(best.node);
            batch.freed += best.weight;
            batch.picks.push(best);
        }
        batch
    }

    fn frees(&mut self, node: NodeId) -> Frees {
        let freed = self.freed_by(node);
        Frees { node, weight: freed.iter().map(|node| self.weights[*node as usize]).sum() }
    }

    /// Counts `node` and all it opens as had.
    fn apply(&mut self, node: NodeId) -> Vec<NodeId> {
        let mut freed = Vec::new();
        if !std::mem::replace(&mut self.had[node as usize], true) {
            freed.push(node);
        }
        let mut done = 0;
        while let Some(&node) = freed.get(done) {
            done += 1;
            for &way in self.graph.used_by(node) {
                let left = &mut self.unmet[way as usize];
                *left -= 1;
                let target = self.graph.target(way);
                if *left == 0 && !std::mem::replace(&mut self.had[target as usize], true) {
                    freed.push(target);
                }
            }
        }
        freed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Builder;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn the_second_repair_is_chosen_for_what_is_left_to_free() {
        let mut graph = Builder::new(6);
        graph.all(2, &[0]);
        graph.all(3, &[2, 1]);
        graph.all(4, &[3]);
        graph.all(5, &[0]);
        let graph = graph.build();
        let what_if = WhatIf::new(&graph, &graph.obtainable(), vec![1; 6]);
        let batch = what_if.batch(&[0, 1], 2);
        assert_eq!(batch.picks, [Frees { node: 0, weight: 3 }, Frees { node: 1, weight: 3 }]);
        assert_eq!((batch.freed, batch.bound), (6, 6));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn frees_what_a_fresh_fixpoint_would(ways in oracle::ways()) {
            let graph = oracle::graph(&ways, 0);
            let before = oracle::had(&ways, 0);
            let mut what_if = WhatIf::new(&graph, &graph.obtainable(), vec![1; oracle::NODES as usize]);
            // twice: asking leaves no trace
            for node in (0..oracle::NODES).chain(0..oracle::NODES) {
                let freed = oracle::bits(&what_if.freed_by(node));
                prop_assert_eq!(freed, oracle::had(&ways, 1 << node) & !before);
            }
        }
    }
}
