//! Circles: smallest sets of clauses in which everything waits for something else of the set.

use unblock::NodeId;

use super::papers::{Papers, Thing, has_no_source};
use super::who::Profile;

/// A circular core: nothing in it can be had before something else in it, and without any one of
/// its clauses the rest comes free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    /// Services, papers and demands, in order of number.
    pub nodes: Vec<NodeId>,
    /// The smallest profile it blocks; empty = everybody who asks.
    pub profile: Profile,
    /// What else is blocked, or not demanded of everybody: taken for granted when one asks what a
    /// repair of this circle alone would free.
    pub beside: Vec<NodeId>,
}

impl Papers<'_> {
    /// The circles that block everybody who must ask, whatever their circumstances.
    ///
    /// Papers that nobody issues are taken for granted: they block by themselves, and are told so.
    pub fn circles(&self) -> Vec<Circle> {
        let conditional = self.demands().filter(|(_, clause)| clause.when().is_some());
        let lifted = conditional.map(|(node, _)| node).collect();
        self.circles_beyond(lifted)
    }

    /// The circles that block only some: conditions that can be decided must hold.
    pub fn circles_for_some(&self) -> Vec<Circle> {
        let undecided = self.demands().filter(|(_, clause)| clause.when().is_some_and(|rule| !self.is_decidable(rule)));
        let mut lifted: Vec<NodeId> = undecided.map(|(node, _)| node).collect();
        lifted.extend(self.circles().into_iter().flat_map(|circle| circle.nodes));
        self.circles_beyond(lifted)
    }

    /// All circles that remain when `lifted` are there already; those behind others too.
    fn circles_beyond(&self, mut lifted: Vec<NodeId>) -> Vec<Circle> {
        lifted.extend(self.without_source());
        let mut found = Vec::new();
        loop {
            let roots = self.roots(&self.obtainable(&lifted));
            if roots.is_empty() {
                return beside_each(found, &lifted);
            }
            for mut core in roots {
                core.sort_unstable();
                match self.smallest_profile(&core) {
                    Some(profile) => {
                        lifted.extend(&core);
                        found.push(Circle { nodes: core, profile, beside: Vec::new() });
                    }
                    // conditions that never hold together: without one of them another may show
                    None => match core.iter().find(|node| self.is_conditional(**node)) {
                        Some(node) => lifted.push(*node),
                        None => lifted.extend(core),
                    },
                }
            }
        }
    }

    /// The demands of a circle.
    pub fn demands_in(&self, circle: &Circle) -> Vec<NodeId> {
        let demands = circle.nodes.iter().copied();
        demands.filter(|node| matches!(self.thing(*node), Thing::Demand(_))).collect()
    }

    fn is_conditional(&self, node: NodeId) -> bool {
        matches!(self.thing(node), Thing::Demand(clause) if clause.when().is_some())
    }

    /// True for a paper nobody issues and nobody holds.
    pub fn has_no_source(&self, node: NodeId) -> bool {
        matches!(self.thing(node), Thing::Evidence(evidence) if has_no_source(evidence))
    }
}

fn beside_each(mut circles: Vec<Circle>, lifted: &[NodeId]) -> Vec<Circle> {
    for circle in &mut circles {
        circle.beside = lifted.iter().copied().filter(|node| circle.nodes.binary_search(node).is_err()).collect();
    }
    circles
}
