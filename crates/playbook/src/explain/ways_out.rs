//! The ways out of a block, the easiest first, each with the services it frees.

use std::cmp::Reverse;

use civic::division::Level;
use civic::text::{Lang, Text};
use unblock::NodeId;

use super::place::{level, listed, of_clause, quoted};
use crate::graph::{Clause, Papers, Thing};
use crate::model::{EvidenceKind, Issuer, Mode, Service};

/// Most ways out told; the others are harder.
const TOLD_MAX: usize = 6;

/// How hard a way out is, the easiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The demand has no legal basis: it can go.
    NoBasis,
    /// A lower level added it: that level can take it back. The lowest first.
    LowerLevel(Reverse<Level>),
    /// A signed commitment may stand in for the paper (告知承诺).
    Commitment,
    /// What it rests on must be changed.
    Law,
}

/// One way out.
#[derive(Clone, Debug)]
pub struct WayOut<'p> {
    /// How hard it is.
    pub rank: Rank,
    /// The demand to be mended.
    pub clause: Clause<'p>,
    /// The papers it names that cannot be had.
    pub asked: Vec<&'p String>,
    /// Services that can be had once it is.
    pub frees: Vec<&'p Service>,
}

/// The ways out among some demands; `taken` is taken for granted when counting what each frees.
pub fn ways_out<'p>(papers: &Papers<'p>, demands: &[NodeId], taken: &[NodeId]) -> Vec<WayOut<'p>> {
    let clauses = demands.iter().filter_map(|node| match papers.thing(*node) {
        Thing::Demand(clause) => Some((*node, clause)),
        _ => None,
    });
    let can = papers.obtainable(taken);
    let out_of_reach = |id: &&'p String| !papers.evidence(id).is_some_and(|node| can.has(node));
    let mut ways: Vec<WayOut<'p>> = clauses
        .map(|(node, clause)| {
            let asked: Vec<&String> = clause.papers().iter().filter(out_of_reach).collect();
            WayOut { rank: rank(papers, clause, &asked), clause, asked, frees: papers.freed_by(&[node], taken) }
        })
        .filter(|way| !way.frees.is_empty())
        .collect();
    ways.sort_by_key(|way| (way.rank, Reverse(way.frees.len())));
    ways
}

fn rank(papers: &Papers<'_>, clause: Clause<'_>, asked: &[&String]) -> Rank {
    if clause.basis().is_none() && matches!(clause, Clause::Need { .. }) {
        return Rank::NoBasis;
    }
    if let Some(level) = clause.from().level() {
        return Rank::LowerLevel(Reverse(level));
    }
    match asked.iter().any(|id| may_be_promised(papers, id)) {
        true => Rank::Commitment,
        false => Rank::Law,
    }
}

/// A proof can be replaced by a promise; a permit that somebody reviews, or a visit, cannot.
fn may_be_promised(papers: &Papers<'_>, id: &str) -> bool {
    let Some(paper) = papers.playbook.evidence.get(id) else { return false };
    let reviewed = paper.issuers.iter().any(|issuer| match issuer {
        Issuer::Service(id) => papers.playbook.services.get(id).is_some_and(|service| service.mode == Mode::Review),
        _ => false,
    });
    matches!(paper.kind, EvidenceKind::Certificate | EvidenceKind::Fact | EvidenceKind::Form) && !reviewed
}

/// The list of ways out as a help text; none when nothing is freed by mending one demand.
pub fn ways_out_in_words(papers: &Papers<'_>, ways: &[WayOut<'_>]) -> Option<Text> {
    let tell = |lang: Lang| {
        let first = match lang {
            Lang::Zh => "办法，从易到难：",
            Lang::En => "ways out, the easiest first:",
        };
        let told = ways.iter().take(TOLD_MAX).zip(1..).map(|(way, n)| format!("{n}. {}", one(papers, way, lang)));
        std::iter::once(first.to_owned()).chain(told).collect::<Vec<_>>().join("\n")
    };
    (!ways.is_empty()).then(|| Text::new(tell(Lang::Zh), tell(Lang::En)))
}

fn one(papers: &Papers<'_>, way: &WayOut<'_>, lang: Lang) -> String {
    let names = way.asked.iter().map(|id| quoted(&papers.playbook.evidence_name(id), lang));
    let asked = listed(&names.collect::<Vec<_>>(), lang);
    let place = of_clause(papers, way.clause, lang);
    let what = match (way.rank, lang) {
        (Rank::NoBasis, Lang::Zh) => format!("取消对{asked}的要求{place}：没有依据的要求可以直接取消"),
        (Rank::NoBasis, Lang::En) => format!("drop the demand for {asked}{place}: it rests on nothing"),
        (Rank::LowerLevel(_), _) => {
            let who = level(papers, way.clause.from()).unwrap_or_default();
            match lang {
                Lang::Zh => format!("取消对{asked}的要求{place}：由{}加上的，也由它取消", who.zh),
                Lang::En => format!("drop the demand for {asked}{place}: {} added it and can take it back", who.en),
            }
        }
        (Rank::Commitment, Lang::Zh) => {
            format!("对{asked}改用告知承诺{place}（国办发〔2020〕42号所列除外情形的不适用）")
        }
        (Rank::Commitment, Lang::En) => {
            format!("accept a signed commitment for {asked}{place}, unless 国办发〔2020〕42号 excludes the matter")
        }
        (Rank::Law, Lang::Zh) => format!("修改要求{asked}的规定{place}"),
        (Rank::Law, Lang::En) => format!("change the rule that demands {asked}{place}"),
    };
    let freed: Vec<String> = way.frees.iter().take(TOLD_MAX).map(|service| quoted(&service.name, lang)).collect();
    let (freed, more) = (listed(&freed, lang), way.frees.len().saturating_sub(TOLD_MAX));
    match (lang, more) {
        (Lang::Zh, 0) => format!("{what}；办通：{freed}"),
        (Lang::Zh, _) => format!("{what}；办通：{freed}等 {} 件", way.frees.len()),
        (Lang::En, 0) => format!("{what}; frees {freed}"),
        (Lang::En, _) => format!("{what}; frees {freed} and {more} more"),
    }
}
