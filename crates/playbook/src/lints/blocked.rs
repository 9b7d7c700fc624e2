//! What the lints about blocked services share: papers with no source, and circles told in full.

use civic::text::Text;
use unblock::NodeId;

use super::Lint;
use crate::diagnostic::Diagnostic;
use crate::explain;
use crate::graph::{Circle, Clause, Papers, Thing};
use crate::model::Evidence;

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

/// Why the owner of a demand cannot be had, and the ways out of it.
pub(super) fn explained(found: Diagnostic, papers: &Papers<'_>, demand: NodeId, clause: Clause<'_>) -> Diagnostic {
    let can = papers.obtainable(&[]);
    // only this demand is told: others of the same owner have findings of their own
    let others = papers.demands_of(papers.owner(clause)).iter().filter(|node| **node != demand);
    let others: Vec<NodeId> = others.copied().collect();
    let blocked: Vec<NodeId> = papers.nodes().filter(|node| !can.has(*node) && !others.contains(node)).collect();
    let ways = explain::ways_out(papers, &[demand], &others);
    let found = found.help(explain::derivation(papers, papers.owner(clause), &blocked));
    match explain::ways_out_in_words(papers, &ways) {
        Some(words) => found.help(words),
        None => found,
    }
}

/// A finding about a circle: at the clause that is mended most easily, with every other clause of
/// the circle pointed at, the derivation and the ways out.
pub(super) fn of_circle(lint: &Lint, papers: &Papers<'_>, circle: &Circle) -> Option<Diagnostic> {
    let demands = papers.demands_in(circle);
    let ways = explain::ways_out(papers, &demands, &circle.beside);
    let clause_of = |node: &NodeId| if let Thing::Demand(clause) = papers.thing(*node) { Some(clause) } else { None };
    let first = match ways.first() {
        Some(way) => way.clause,
        None => demands.first().and_then(clause_of)?,
    };
    let mut found = lint.finding(first.span().clone(), circle_words(papers, circle));
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
    if let Some(words) = explain::ways_out_in_words(papers, &ways) {
        found = found.help(words);
    }
    Some(found.about(&first.span().file, first.id()))
}

fn asked<'p>(papers: &Papers<'p>, clause: Clause<'p>, circle: &Circle) -> Text {
    let within = papers.papers_of(clause).into_iter().filter(|node| circle.nodes.binary_search(node).is_ok());
    let evidence: Vec<&Evidence> = within
        .filter_map(|node| if let Thing::Evidence(paper) = papers.thing(node) { Some(paper) } else { None })
        .collect();
    names(&evidence)
}

/// Who waits for whom, in one line.
fn circle_words(papers: &Papers<'_>, circle: &Circle) -> Text {
    let names = |services: bool| -> Vec<&Text> {
        let named = circle.nodes.iter().filter_map(|node| match papers.thing(*node) {
            Thing::Service(service) if services => Some(&service.name),
            Thing::Evidence(paper) if !services => Some(&paper.name),
            _ => None,
        });
        named.collect()
    };
    let mut named = names(true);
    if named.is_empty() {
        named = names(false);
    }
    let zh: Vec<String> = named.iter().map(|name| format!("“{}”", name.zh)).collect();
    let en: Vec<String> = named.iter().map(|name| format!("\"{}\"", name.en)).collect();
    let words = match named.len() {
        1 => Text::new(
            format!("{}要先办成它自己，循环证明", zh[0]),
            format!("{} waits for itself: a circular proof", en[0]),
        ),
        _ => Text::new(
            format!("{}互为前置，哪个都办不成", zh.join("、")),
            format!("{} wait for each other: none can be had", en.join(", ")),
        ),
    };
    if circle.profile.is_empty() {
        return words;
    }
    let whom = papers.profile_words(&circle.profile);
    Text::new(format!("{}的，{}", whom.zh, words.zh), format!("where {}: {}", whom.en, words.en))
}
