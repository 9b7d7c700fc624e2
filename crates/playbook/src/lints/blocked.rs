//! What the lints about blocked services share: papers with no source, and circles told in full.

use civic::text::Text;
use unblock::{NodeId, WhatIf};

use super::Lint;
use crate::diagnostic::Diagnostic;
use crate::explain;
use crate::graph::{Circle, Clause, Papers, Thing};
use crate::model::{Audience, Evidence};

/// The papers of a demand that nobody issues and nobody holds.
pub(super) fn without_source<'p>(papers: &Papers<'p>, clause: Clause<'p>) -> Vec<&'p Evidence> {
    let nodes = papers.papers_of(clause).into_iter().filter(|node| papers.has_no_source(*node));
    nodes.filter_map(|node| if let Thing::Evidence(paper) = papers.thing(node) { Some(paper) } else { None }).collect()
}

/// What demands: the service's or the paper's name.
pub(super) fn owner_name<'p>(clause: &Clause<'p>) -> &'p Text {
    match clause {
        Clause::Need { service, .. } => &service.name,
        Clause::Requires { of, .. } => &of.name,
    }
}

/// Names of papers in both languages.
pub(super) fn names(papers: &[&Evidence]) -> Text {
    let zh: Vec<&str> = papers.iter().map(|paper| &*paper.name.zh).collect();
    let en: Vec<&str> = papers.iter().map(|paper| &*paper.name.en).collect();
    Text::new(zh.join("、"), en.join(", "))
}

/// Points at every entry of papers that have no source.
pub(super) fn label_sources(mut found: Diagnostic, orphans: &[&Evidence]) -> Diagnostic {
    for paper in orphans {
        let words = match &paper.abolished_by {
            Some(basis) => Text::new(format!("已由“{basis}”取消"), format!("abolished by \"{basis}\"")),
            None => Text::new("没有出具机构", "has no issuer"),
        };
        found = found.label(paper.span.clone(), words);
    }
    found
}

/// The demands nobody can meet, each owner's ways out found at one go: of all lints about single
/// demands, only what each would free is looked at again.
pub(super) struct Unmet<'a, 'p> {
    papers: &'a Papers<'p>,
    what_if: WhatIf<'a>,
}

impl<'a, 'p> Unmet<'a, 'p> {
    pub fn of(papers: &'a Papers<'p>) -> Unmet<'a, 'p> {
        Unmet { papers, what_if: explain::freeing(papers, papers.can()) }
    }

    /// Why the owner of a demand cannot be had, and the ways out of it.
    pub fn explained(&mut self, found: Diagnostic, demand: NodeId, clause: Clause<'p>) -> Diagnostic {
        let (papers, can) = (self.papers, self.papers.can());
        let owner = papers.owner(clause);
        // only this demand is told: others of the same owner have findings of their own, so all of
        // them count as mended
        let others = papers.demands_of(owner).iter().filter(|node| **node != demand);
        let others: Vec<NodeId> = others.copied().collect();
        let blocked: Vec<NodeId> = can.blocked().into_iter().filter(|node| !others.contains(node)).collect();
        let way = explain::way(papers, can, clause, &self.what_if.freed_by(owner));
        let found = found.help(explain::derivation(papers, owner, &blocked));
        found.ways(if way.frees.is_empty() { Vec::new() } else { explain::told(papers, &[way]) })
    }
}

/// A finding about a circle: at the clause that is mended most easily, with every other clause of
/// the circle pointed at, the derivation and the ways out.
pub(super) fn of_circle(lint: &Lint, papers: &Papers<'_>, circle: &Circle, words: Text) -> Option<Diagnostic> {
    let demands = papers.demands_in(circle);
    let ways = explain::ways_out(papers, &demands, &circle.beside);
    let clause_of = |node: &NodeId| if let Thing::Demand(clause) = papers.thing(*node) { Some(clause) } else { None };
    let first = match ways.first() {
        Some(way) => way.clause,
        None => demands.first().and_then(clause_of)?,
    };
    let mut found = lint.finding(first.span().clone(), for_whom(papers, circle, words));
    for clause in demands.iter().filter_map(clause_of).filter(|clause| clause.span() != first.span()) {
        let (owner, asked) = (owner_name(&clause), asked(papers, clause, circle));
        let words = Text::new(
            format!("“{}”要求“{}”", owner.zh, asked.zh),
            format!("\"{}\" demands \"{}\"", owner.en, asked.en),
        );
        found = found.label(clause.span().clone(), words);
    }
    for node in &circle.nodes {
        if let Thing::Evidence(paper) = papers.thing(*node)
            && !found.labels.iter().any(|(span, _)| *span == paper.span)
            && paper.span != *first.span()
        {
            found = found.label(paper.span.clone(), Text::new("循环中的材料", "a paper of the circle"));
        }
    }
    found = found.help(explain::derivation(papers, papers.owner(first), &circle.nodes));
    let ways = explain::told(papers, &ways);
    Some(found.ways(ways).about(&first.span().file, first.id()))
}

fn asked<'p>(papers: &Papers<'p>, clause: Clause<'p>, circle: &Circle) -> Text {
    let within = papers.papers_of(clause).into_iter().filter(|node| circle.nodes.binary_search(node).is_ok());
    let evidence: Vec<&Evidence> = within
        .filter_map(|node| if let Thing::Evidence(paper) = papers.thing(node) { Some(paper) } else { None })
        .collect();
    names(&evidence)
}

/// The services of a circle by name; where there is none, its papers.
pub(super) fn members<'p>(papers: &Papers<'p>, circle: &Circle) -> Vec<&'p Text> {
    let names = |services: bool| -> Vec<&'p Text> {
        let named = circle.nodes.iter().filter_map(|node| match papers.thing(*node) {
            Thing::Service(service) if services => Some(&service.name),
            Thing::Evidence(paper) if !services => Some(&paper.name),
            _ => None,
        });
        named.collect()
    };
    let named = names(true);
    if named.is_empty() { names(false) } else { named }
}

/// Names in quotation marks, in both languages.
pub(super) fn quoted(names: &[&Text]) -> Text {
    let zh: Vec<String> = names.iter().map(|name| format!("“{}”", name.zh)).collect();
    let en: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.en)).collect();
    Text::new(zh.join("、"), en.join(", "))
}

/// Who waits for whom, in one line.
pub(super) fn circle_words(papers: &Papers<'_>, circle: &Circle) -> Text {
    let members = members(papers, circle);
    let names = quoted(&members);
    match members.len() {
        1 => Text::new(
            format!("{}要先办成它自己，循环证明", names.zh),
            format!("{} waits for itself: a circular proof", names.en),
        ),
        _ => Text::new(
            format!("{}互为前置，哪个都办不成", names.zh),
            format!("{} wait for each other: none can be had", names.en),
        ),
    }
}

/// Says before the words whom it blocks, and since when.
fn for_whom(papers: &Papers<'_>, circle: &Circle, mut words: Text) -> Text {
    if !circle.profile.is_empty() {
        let (whom, who) = (papers.profile_words(&circle.profile), applicants(papers, circle));
        words = Text::new(
            format!("{}的{}：{}", whom.zh, who.zh, words.zh),
            format!("for {} where {}: {}", who.en, whom.en, words.en),
        );
    }
    match circle.since {
        Some(day) => Text::new(format!("自{day}起，{}", words.zh), format!("from {day} on, {}", words.en)),
        None => words,
    }
}

fn applicants(papers: &Papers<'_>, circle: &Circle) -> Text {
    let audiences = circle.nodes.iter().filter_map(|node| match papers.thing(*node) {
        Thing::Service(service) => Some(service.audience),
        _ => None,
    });
    let audiences: Vec<Audience> = audiences.collect();
    match audiences.first() {
        Some(Audience::Enterprise) if !audiences.contains(&Audience::Person) => Text::new("企业", "enterprises"),
        Some(Audience::Person) if !audiences.contains(&Audience::Enterprise) => Text::new("个人", "people"),
        _ => Text::new("申请人", "applicants"),
    }
}
