//! The ways out of a block, the easiest first, each with the services it frees.

use std::cmp::Reverse;

use civic::division::Level;
use unblock::{NodeId, Obtained, WhatIf};

use super::commitment::{NoCommitment, may_stand_in};
use crate::graph::{Clause, Papers, Thing};
use crate::model::Service;

/// How hard a way out is, the easiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The demand has no legal basis: it can go.
    NoBasis,
    /// A lower level added it: that level can take it back. The lowest first.
    LowerLevel(Reverse<Level>),
    /// A signed commitment may stand in for the paper (告知承诺): the demand is an office's own.
    Commitment,
    /// What it rests on must be changed.
    Law,
}

impl Rank {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rank::NoBasis => "no-basis",
            Rank::LowerLevel(_) => "lower-level",
            Rank::Commitment => "commitment",
            Rank::Law => "law",
        }
    }
}

/// One way out.
#[derive(Clone, Debug)]
pub struct WayOut<'p> {
    /// How hard it is.
    pub rank: Rank,
    /// Why a commitment will not do; only where nothing easier will either.
    pub no_commitment: Option<NoCommitment>,
    /// The demand to be mended.
    pub clause: Clause<'p>,
    /// The papers it names that cannot be had.
    pub asked: Vec<&'p String>,
    /// Services that can be had once it is.
    pub frees: Vec<&'p Service>,
}

/// The ways out among some demands; `taken` is taken for granted when counting what each frees.
pub fn ways_out<'p>(papers: &Papers<'p>, demands: &[NodeId], taken: &[NodeId]) -> Vec<WayOut<'p>> {
    let can = papers.obtainable(taken);
    let mut what_if = freeing(papers, &can);
    let mut ways: Vec<WayOut<'p>> = demands
        .iter()
        .filter_map(|node| match papers.thing(*node) {
            Thing::Demand(clause) => Some(way(papers, &can, clause, &what_if.freed_by(*node))),
            _ => None,
        })
        .filter(|way| !way.frees.is_empty())
        .collect();
    ways.sort_by_key(|way| (way.rank, Reverse(way.frees.len())));
    ways
}

/// Ready to be asked what each repair frees, beyond what can be had.
pub fn freeing<'a>(papers: &'a Papers<'_>, can: &Obtained) -> WhatIf<'a> {
    WhatIf::new(papers.graph(), can, vec![1; papers.len()])
}

/// The way out by mending one demand, which frees `nodes`.
pub(crate) fn way<'p>(papers: &Papers<'p>, can: &Obtained, clause: Clause<'p>, nodes: &[NodeId]) -> WayOut<'p> {
    let out_of_reach = |id: &&'p String| !papers.evidence(id).is_some_and(|node| can.has(node));
    let asked: Vec<&String> = clause.papers().iter().filter(out_of_reach).collect();
    let (rank, no_commitment) = rank(papers, clause, &asked);
    WayOut { rank, no_commitment, clause, asked, frees: papers.services_among(nodes) }
}

fn rank<'p>(papers: &Papers<'p>, clause: Clause<'p>, asked: &[&'p String]) -> (Rank, Option<NoCommitment>) {
    if clause.basis().is_none() && matches!(clause, Clause::Need { .. }) {
        return (Rank::NoBasis, None);
    }
    if let Some(level) = clause.from().level() {
        return (Rank::LowerLevel(Reverse(level)), None);
    }
    match may_stand_in(papers.playbook, clause, asked) {
        Ok(()) => (Rank::Commitment, None),
        Err(why) => (Rank::Law, Some(why)),
    }
}
