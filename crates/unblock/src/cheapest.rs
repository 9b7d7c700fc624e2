//! The cheapest way to a node, each proof paid once however often it is used.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::NodeId;
use crate::graph::{Builder, CLOSED, Graph, WayId};
use crate::hitting::hit;
use crate::obtain::Step;

/// A way to have a target, and how good it is known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cheapest {
    /// The steps, in the order in which things can be had, the target last.
    pub steps: Vec<Step>,
    /// Sum of the costs of their ways, each counted once.
    pub cost: u64,
    /// Nothing costs less. Equal to `cost` when this is proven the cheapest.
    pub bound: u64,
}

impl Graph {
    /// The cheapest way to `target`, each way used paid once (delete-free planning, NP-hard).
    ///
    /// First greedily: Knuth's algorithm with sums, shared proofs counted once, repeated with what
    /// was chosen for free. Then, on the target's cone, exactly: every plan must use a way out of
    /// each set that does not reach the target, so the cheapest plan is a minimum-cost hitting set
    /// over such cuts (Haslum, Slaney and Thiébaux 2012). `effort` limits the steps of that search;
    /// where it ends early `bound` is below `cost`. None when the target cannot be had.
    ///
    /// Panics when there is not one cost for each way.
    pub fn cheapest(&self, costs: &[u32], target: NodeId, effort: usize) -> Option<Cheapest> {
        let mut effort = effort;
        self.search(costs, target, &mut effort)
    }

    /// The same, leaving in `effort` what was not needed.
    fn search(&self, costs: &[u32], target: NodeId, effort: &mut usize) -> Option<Cheapest> {
        assert_eq!(costs.len(), self.ways(), "one cost for each way");
        let got = self.obtainable();
        got.has(target).then_some(())?;
        let cone = Cone::new(self, costs, target, |node| got.has(node));
        let (ways, bound) = cone.solve(effort);
        let chosen: Vec<WayId> = ways.iter().map(|way| cone.names[*way as usize]).collect();
        let plan = self.only(&chosen);
        let steps = self.proof(&plan, target)?;
        let cost = steps.iter().filter_map(|step| step.way).map(|way| u64::from(costs[way as usize])).sum();
        Some(Cheapest { steps, cost, bound: bound.min(cost) })
    }

    fn only(&self, ways: &[WayId]) -> crate::obtain::Obtained {
        let mut unmet = vec![CLOSED; self.ways()];
        for way in ways {
            unmet[*way as usize] = self.need[*way as usize];
        }
        self.spread(&[], &unmet)
    }
}

/// What a target can rest on, numbered anew; only what can be had.
struct Cone {
    graph: Graph,
    target: NodeId,
    costs: Vec<u32>,
    /// numbers of the ways in the whole graph
    names: Vec<WayId>,
}

impl Cone {
    fn new(whole: &Graph, costs: &[u32], target: NodeId, has: impl Fn(NodeId) -> bool) -> Cone {
        let nodes: Vec<NodeId> = whole.cone(&[target]).into_iter().filter(|node| has(*node)).collect();
        let mut local = vec![u32::MAX; whole.len()];
        for (at, node) in nodes.iter().enumerate() {
            local[*node as usize] = at as u32;
        }
        let mut builder = Builder::new(nodes.len() as u32);
        let mut cone = Cone { graph: Builder::new(0).build(), target: 0, costs: Vec::new(), names: Vec::new() };
        for (at, node) in nodes.iter().enumerate() {
            for (way, need) in whole.open_ways(*node) {
                // what waits for itself helps nobody: a way is counted without that demand
                let useful = |demand: &u32| *demand != u32::MAX && *demand != at as u32;
                let mut demands: Vec<u32> =
                    whole.demands(way).iter().map(|d| local[*d as usize]).filter(useful).collect();
                if need == 0 {
                    // met from the start: its list says nothing, and must not be counted
                    demands.clear();
                }
                if need as usize <= demands.len() {
                    builder.way(at as u32, need as usize, &demands);
                    cone.names.push(way);
                    cone.costs.push(costs[way as usize]);
                }
            }
        }
        cone.graph = builder.build();
        cone
    }

    /// Ways that reach the target, and what no others can undercut.
    fn solve(&self, effort: &mut usize) -> (Vec<WayId>, u64) {
        let (mut best, mut best_cost) = self.greedy(&[], effort);
        let cost_of = |way: u32| u64::from(self.costs[way as usize]);
        let bound = self.graph.fastest(&self.costs).at(self.target);
        let mut bound = bound.expect("the cone holds only what can be had");
        let mut cuts: Vec<Vec<u32>> = Vec::new();
        let mut chosen: Vec<u32> = Vec::new();
        while bound < best_cost && *effort > 0 {
            let fresh = self.cuts(&chosen, effort);
            let reached = fresh.is_empty() && *effort > 0;
            cuts.extend(fresh);
            if !reached {
                let found = hit(&cuts, cost_of, effort);
                bound = bound.max(found.bound);
                chosen = found.chosen;
            }
            let (ways, cost) = self.greedy(&chosen, effort);
            if cost < best_cost {
                (best, best_cost) = (ways, cost);
            }
            if reached && bound < best_cost {
                break;
            }
        }
        (best, bound)
    }

    /// A good plan: the cheapest by sums with `free` ways for nothing, then again with its own ways
    /// for nothing, as long as that helps. No way of it can be left out, effort allowing.
    fn greedy(&self, free: &[WayId], effort: &mut usize) -> (Vec<WayId>, u64) {
        let mut free = free.to_vec();
        let (mut best, mut best_cost) = (Vec::new(), u64::MAX);
        loop {
            // each round walks the whole cone
            *effort = effort.saturating_sub(self.graph.ways() / 16);
            let mut weights = self.costs.clone();
            free.iter().for_each(|way| weights[*way as usize] = 0);
            let plan = self.graph.cheapest_by_sums(&weights);
            let steps = plan.proof(&self.graph, self.target).expect("the cone holds only what can be had");
            let ways: Vec<WayId> = steps.iter().filter_map(|step| step.way).collect();
            let ways = self.pruned(&ways, effort);
            let cost = ways.iter().map(|way| u64::from(self.costs[*way as usize])).sum();
            if cost >= best_cost {
                return (best, best_cost);
            }
            free.clone_from(&ways);
            (best, best_cost) = (ways, cost);
        }
    }

    /// Leaves out of a plan what it can do without, dearest first: of two proofs that were both
    /// chosen one may do for both uses, and a plan that pays for the other is not seen to be proven.
    fn pruned(&self, ways: &[WayId], effort: &mut usize) -> Vec<WayId> {
        let Part { graph, target } = self.part(ways);
        let cost = |at: &usize| self.costs[ways[*at] as usize];
        let mut kept = graph.need.clone();
        let mut dearest: Vec<usize> = (0..ways.len()).collect();
        dearest.sort_by_key(|at| Reverse(cost(at)));
        // first only what its proof does not use, then one way after another
        for without in std::iter::once(None).chain(dearest.into_iter().map(Some)) {
            let mut fewer = kept.clone();
            if let Some(at) = without {
                if *effort == 0 || cost(&at) == 0 {
                    break;
                }
                if std::mem::replace(&mut fewer[at], CLOSED) == CLOSED {
                    continue;
                }
                *effort = effort.saturating_sub(1 + ways.len() / 16);
            }
            let got = graph.spread(&[], &fewer);
            let Some(steps) = graph.proof(&got, target) else { continue };
            kept.fill(CLOSED);
            for way in steps.iter().filter_map(|step| step.way) {
                kept[way as usize] = graph.need[way as usize];
            }
        }
        ways.iter().zip(kept).filter(|(_, need)| *need != CLOSED).map(|(way, _)| *way).collect()
    }

    /// These ways alone, ways and nodes numbered from 0 again.
    fn part(&self, ways: &[WayId]) -> Part {
        let mut local: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        for way in ways {
            let next = local.len() as NodeId;
            local.entry(self.graph.target(*way)).or_insert(next);
        }
        let mut builder = Builder::new(local.len() as NodeId);
        for way in ways {
            let demands: Vec<NodeId> =
                self.graph.demands(*way).iter().filter_map(|demand| local.get(demand).copied()).collect();
            builder.way(local[&self.graph.target(*way)], self.graph.need[*way as usize] as usize, &demands);
        }
        Part { graph: builder.build(), target: local[&self.target] }
    }

    /// Cuts that share no way and that `chosen` does not cross; none when `chosen` (with all that
    /// costs nothing) reaches the target.
    fn cuts(&self, chosen: &[WayId], effort: &mut usize) -> Vec<Vec<WayId>> {
        let mut allowed: Vec<bool> = self.costs.iter().map(|cost| *cost == 0).collect();
        chosen.iter().for_each(|way| allowed[*way as usize] = true);
        let mut cuts = Vec::new();
        while *effort > 0 {
            // a fresh start walks the whole cone once
            *effort = effort.saturating_sub(1 + self.graph.ways() / 64);
            let Some(cut) = Growth::new(self, &allowed).cut(effort) else { break };
            cut.iter().for_each(|way| allowed[*way as usize] = true);
            cuts.push(cut);
        }
        cuts
    }
}

/// A few ways of a cone as a graph of their own.
struct Part {
    graph: Graph,
    target: NodeId,
}

/// A set of nodes growing by allowed ways, then by any that does not bring in the target.
struct Growth<'c> {
    cone: &'c Cone,
    allowed: &'c [bool],
    unmet: Vec<u32>,
    had: Vec<bool>,
    /// ways whose demands are met and that are not allowed, cheapest first
    frontier: BinaryHeap<Reverse<(u32, WayId)>>,
}

impl<'c> Growth<'c> {
    fn new(cone: &'c Cone, allowed: &'c [bool]) -> Growth<'c> {
        let unmet = cone.graph.need.clone();
        let mut growth =
            Growth { cone, allowed, unmet, had: vec![false; cone.graph.len()], frontier: BinaryHeap::new() };
        for way in 0..cone.graph.ways() as WayId {
            if growth.unmet[way as usize] == 0 {
                if allowed[way as usize] {
                    growth.add(cone.graph.target(way));
                } else {
                    growth.frontier.push(Reverse((cone.costs[way as usize], way)));
                }
            }
        }
        growth
    }

    /// The ways that lead out of the largest set grown without the target; None when allowed ways
    /// reach it. All growth is paid from `effort`.
    fn cut(mut self, effort: &mut usize) -> Option<Vec<WayId>> {
        let target = self.cone.target as usize;
        if self.had[target] {
            return None;
        }
        let mut cut = Vec::new();
        while let Some(Reverse((_, way))) = self.frontier.pop() {
            let grown = self.add(self.cone.graph.target(way));
            *effort = effort.saturating_sub(1 + grown.len() / 16);
            if self.had[target] {
                self.undo(&grown);
                cut.push(way);
            }
        }
        cut.retain(|way| !self.had[self.cone.graph.target(*way) as usize]);
        Some(cut)
    }

    /// Adds a node and all that allowed ways make of it.
    fn add(&mut self, node: NodeId) -> Vec<NodeId> {
        let mut grown = Vec::new();
        if !std::mem::replace(&mut self.had[node as usize], true) {
            grown.push(node);
        }
        let mut done = 0;
        while let Some(&node) = grown.get(done) {
            done += 1;
            for &way in self.cone.graph.used_by(node) {
                // wraps below zero for a way open already, and back when undone
                self.unmet[way as usize] = self.unmet[way as usize].wrapping_sub(1);
                if self.unmet[way as usize] != 0 {
                    continue;
                }
                let next = self.cone.graph.target(way);
                if !self.allowed[way as usize] {
                    self.frontier.push(Reverse((self.cone.costs[way as usize], way)));
                } else if !std::mem::replace(&mut self.had[next as usize], true) {
                    grown.push(next);
                }
            }
        }
        grown
    }

    /// Takes the nodes out again; ways they opened leave the frontier.
    fn undo(&mut self, grown: &[NodeId]) {
        for &node in grown {
            self.had[node as usize] = false;
            for &way in self.cone.graph.used_by(node) {
                self.unmet[way as usize] = self.unmet[way as usize].wrapping_add(1);
            }
        }
        let unmet = &self.unmet;
        let met = |way: WayId| unmet[way as usize] == 0 || unmet[way as usize] > u32::MAX / 2;
        self.frontier.retain(|Reverse((_, way))| met(*way));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn a_proof_used_twice_is_paid_once() {
        let mut graph = Builder::new(4);
        let costs = [10, 0, 0, 0, 12];
        graph.given(0);
        graph.all(1, &[0]);
        graph.all(2, &[0]);
        graph.all(3, &[1, 2]);
        graph.given(3);
        // by plain sums the direct way (12) looks cheaper than 10 + 10
        let found = graph.build().cheapest(&costs, 3, 1000).expect("can be had");
        assert_eq!((found.cost, found.bound), (10, 10));
    }

    #[test]
    fn without_effort_the_gap_is_told() {
        let mut graph = Builder::new(4);
        graph.given(0);
        graph.given(1);
        graph.given(2);
        graph.all(3, &[0, 1, 2]);
        let graph = graph.build();
        let quick = graph.cheapest(&[1, 1, 1, 0], 3, 0).expect("can be had");
        assert_eq!((quick.cost, quick.bound), (3, 1));
        assert_eq!(graph.cheapest(&[1, 1, 1, 0], 3, 100).expect("can be had").bound, 3);
    }

    #[test]
    fn of_two_proofs_that_one_could_replace_only_one_is_paid() {
        let mut graph = Builder::new(4);
        graph.given(0);
        graph.given(1);
        graph.way(2, 1, &[0, 1]);
        graph.all(3, &[2, 1]);
        let graph = graph.build();
        let (costs, mut effort) = ([1, 2, 0, 0], 1000);
        // by sums thing 2 is cheaper by way of 0; but 1 must be had anyway
        let cone = Cone::new(&graph, &costs, 3, |_| true);
        let (ways, cost) = cone.greedy(&[], &mut effort);
        assert_eq!((ways.len(), cost), (3, 2));
        let found = graph.search(&costs, 3, &mut effort).expect("can be had");
        assert_eq!((found.cost, found.bound), (2, 2));
        assert!(effort > 900, "{effort}");
    }

    #[test]
    fn a_way_that_asks_for_none_of_its_list_ends_the_search() {
        let mut graph = Builder::new(4);
        graph.way(3, 0, &[3]);
        graph.way(0, 0, &[2, 3]);
        graph.way(1, 1, &[3]);
        graph.all(2, &[0, 1]);
        let found = graph.build().cheapest(&[1, 2, 0, 5], 2, 1000).expect("can be had");
        assert_eq!((found.cost, found.bound), (8, 8));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn agrees_with_trying_every_set_of_ways(
            ways in oracle::ways(),
            costs in prop::collection::vec(0..6_u32, 13),
        ) {
            let ways = &ways[..ways.len().min(9)];
            let graph = oracle::graph(ways, 0);
            let costs = &costs[..ways.len()];
            let mut best = vec![None; oracle::NODES as usize];
            for choice in 0..1_u32 << ways.len() {
                let taken = |at: &usize| choice >> at & 1 == 1;
                let chosen: Vec<oracle::Way> = (0..ways.len()).filter(taken).map(|at| ways[at].clone()).collect();
                let price: u64 = (0..ways.len()).filter(taken).map(|at| u64::from(costs[at])).sum();
                let had = oracle::had(&chosen, 0);
                for (_, slot) in best.iter_mut().enumerate().filter(|(node, _)| had >> node & 1 == 1) {
                    *slot = Some(slot.map_or(price, |least: u64| least.min(price)));
                }
            }
            for node in 0..oracle::NODES {
                let mut effort = 20_000;
                let found = graph.search(costs, node, &mut effort);
                prop_assert!(effort > 18_000, "a plan of nine ways is proven soon: {effort} left");
                prop_assert_eq!(found.as_ref().map(|plan| plan.cost), best[node as usize]);
                let Some(plan) = found else { continue };
                prop_assert_eq!(plan.bound, plan.cost);
                let mut had = 0;
                for step in &plan.steps {
                    let (target, least, _) = &ways[step.way.expect("nothing is given from outside") as usize];
                    prop_assert_eq!(*target, step.node);
                    prop_assert!(step.demands.len() >= *least && oracle::bits(&step.demands) & !had == 0);
                    had |= 1 << step.node;
                }
            }
        }
    }
}
