//! The fewest edits after which nothing is blocked any more.

use std::collections::BTreeSet;

use crate::NodeId;
use crate::graph::Graph;
use crate::hitting::hit;

/// Edits that free everybody, and how good they are known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edits {
    /// The nodes to make obtainable (waive the demand, accept a promise, name an issuer).
    pub nodes: Vec<NodeId>,
    /// What they cost together.
    pub cost: u64,
    /// No choice costs less. Equal to `cost` when these are proven the best.
    pub bound: u64,
    /// The cores that must each be met: the reason why it takes so many.
    pub cores: Vec<Vec<NodeId>>,
}

/// A core none of whose nodes may be edited: nothing frees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck(pub Vec<NodeId>);

impl Graph {
    /// The cheapest set of nodes that, were they there, would free every node.
    ///
    /// Everything is free exactly when every unfounded set is met, so this is a minimum-cost hitting
    /// set over minimal cores (implicit hitting sets): cores are found, met, and found again among
    /// what is still blocked. `cost` prices an edit, None where a node may not be edited; `branches`
    /// limits the search in all, and where it ends early `bound` is below `cost`.
    pub fn fewest_edits(&self, cost: impl Fn(NodeId) -> Option<u64>, mut branches: usize) -> Result<Edits, Stuck> {
        let mut cores: Vec<Vec<NodeId>> = Vec::new();
        let mut choices: Vec<Vec<NodeId>> = Vec::new();
        let mut bound = 0;
        let mut found = hit(&[], |_| 0, &mut branches);
        let mut extra: BTreeSet<NodeId> = BTreeSet::new();
        loop {
            let given: Vec<NodeId> = found.chosen.iter().chain(&extra).copied().collect();
            let roots = self.roots(&self.obtainable_given(&given));
            if roots.is_empty() && extra.is_empty() {
                return Ok(Edits { nodes: found.chosen, cost: found.cost, bound, cores });
            }
            if roots.is_empty() {
                // every core up to here is known: now meet them at the least cost
                extra.clear();
                found = hit(&choices, |node| cost(node).unwrap_or(u64::MAX), &mut branches);
                bound = found.bound.max(bound);
                continue;
            }
            for root in roots {
                let choice: Vec<NodeId> = root.core.iter().copied().filter(|node| cost(*node).is_some()).collect();
                // a quick repair, so that the causes behind this one show in the same round
                let Some(quick) = choice.iter().min_by_key(|node| cost(**node)) else { return Err(Stuck(root.core)) };
                extra.insert(*quick);
                choices.push(choice);
                cores.push(root.core);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Builder;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn a_ring_behind_a_ring_takes_a_second_edit() {
        let mut graph = Builder::new(4);
        graph.all(0, &[1]);
        graph.all(1, &[0]);
        graph.all(2, &[3, 0]);
        graph.all(3, &[2]);
        let edits = graph.build().fewest_edits(|_| Some(1), 1000).expect("all may be edited");
        assert_eq!((edits.cost, edits.bound, edits.cores.len()), (2, 2, 2));
    }

    #[test]
    fn what_may_not_be_edited_is_told() {
        let mut graph = Builder::new(2);
        graph.all(1, &[0]);
        assert_eq!(graph.build().fewest_edits(|node| (node == 1).then_some(1), 1000), Err(Stuck(vec![0])));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn agrees_with_trying_everything(
            ways in oracle::ways(),
            inner in 0..128_u32,
            costs in prop::collection::vec(1..5_u64, oracle::NODES as usize),
        ) {
            let all = (1_u32 << oracle::NODES) - 1;
            let price = |set: u32| (0..oracle::NODES).filter(|n| set >> n & 1 == 1).map(|n| costs[n as usize]).sum::<u64>();
            let best = (0..=all).filter(|set| oracle::had(&ways, *set) == all).map(price).min();
            let graph = oracle::graph(&ways, inner);
            let edits = graph.fewest_edits(|node| Some(costs[node as usize]), 100_000).expect("all may be edited");
            prop_assert_eq!(Some(edits.cost), best);
            prop_assert_eq!(edits.bound, edits.cost);
            prop_assert_eq!(price(oracle::bits(&edits.nodes)), edits.cost);
            prop_assert_eq!(oracle::had(&ways, oracle::bits(&edits.nodes)), all);
            let minimal = oracle::minimal_unfounded(&ways);
            prop_assert!(edits.cores.iter().all(|core| minimal.contains(&oracle::bits(core))));
        }
    }
}
