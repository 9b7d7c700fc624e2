//! fragile-escape: a circle of services that a single alternative keeps open.

use civic::text::Text;
use unblock::{Live, NodeId};

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{Clause, Papers, Thing};
use crate::model::{Evidence, Issuer};

pub(super) const LINT: Lint = Lint {
    name: "fragile-escape",
    severity: Severity::Hint,
    summary: ("只靠一种替代材料才不成互为前置", "a circle of services that one alternative keeps open"),
    prose_en: include_str!("fragile-escape.md"),
    prose_zh: include_str!("fragile-escape.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    let (can, mut live) = (papers.can(), None);
    for (node, clause) in papers.demands() {
        let choice = papers.papers_of(clause);
        if can.has(node) && choice.len() > clause.enough() && choice.iter().any(|paper| may_lead_back(papers, *paper)) {
            let live = live.get_or_insert_with(|| Live::new(papers.graph()));
            out.extend(finding(papers, clause, &choice, live));
        }
    }
}

/// Only papers that services issue, or that want papers first, can lead back to where they are demanded.
fn may_lead_back(papers: &Papers<'_>, paper: NodeId) -> bool {
    matches!(papers.thing(paper), Thing::Evidence(paper)
        if !paper.requires.is_empty() || paper.issuers.iter().any(|issuer| matches!(issuer, Issuer::Service(_))))
}

/// What of the choice can still be had were the owner closed: its ways are shut and opened again, which
/// costs only what rests on them.
fn without(papers: &Papers<'_>, owner: NodeId, choice: &[NodeId], live: &mut Live) -> Vec<NodeId> {
    let ways = papers.graph().ways_of(owner);
    ways.iter().for_each(|way| drop(live.close(*way)));
    let left = choice.iter().copied().filter(|node| live.has(*node)).collect();
    ways.iter().for_each(|way| drop(live.open(*way)));
    left
}

/// The papers that can be had without the owner of the demand are the escapes; when there are no
/// more of them than needed, while others wait for the owner, the circle is open by these alone.
fn finding<'p>(papers: &Papers<'p>, clause: Clause<'p>, choice: &[NodeId], live: &mut Live) -> Option<Diagnostic> {
    let can = papers.can();
    let without = without(papers, papers.owner(clause), choice, live);
    let pick = |wanted: &dyn Fn(NodeId) -> bool| -> Vec<&'p Evidence> {
        let nodes = choice.iter().filter(|node| wanted(**node));
        nodes
            .filter_map(|node| if let Thing::Evidence(paper) = papers.thing(*node) { Some(paper) } else { None })
            .collect()
    };
    let escapes = pick(&|node| without.contains(&node));
    let circular = pick(&|node| can.has(node) && !without.contains(&node));
    if circular.is_empty() || escapes.len() != clause.enough() {
        return None;
    }
    let (owner, kept, back) = (blocked::owner_name(&clause), blocked::names(&escapes), blocked::names(&circular));
    let message = Text::new(
        format!("“{}”只靠“{}”才办得成：另选的“{}”又要先办成它", owner.zh, kept.zh, back.zh),
        format!("only \"{}\" keeps \"{}\" within reach: \"{}\" needs it first", kept.en, owner.en, back.en),
    );
    let mut found = LINT.finding(clause.span().clone(), message);
    for paper in escapes {
        found = found.label(paper.span.clone(), Text::new("唯一的出路", "the only way out"));
    }
    for paper in circular {
        let words = Text::new(format!("要先办成“{}”", owner.zh), format!("needs \"{}\" first", owner.en));
        found = found.label(paper.span.clone(), words);
    }
    let help = Text::new(
        format!("取消或停发“{}”之前，先去掉“{}”这条回头路，否则互为前置", kept.zh, back.zh),
        format!(
            "before \"{}\" is ever withdrawn, free \"{}\" of its demand, or they block each other",
            kept.en, back.en
        ),
    );
    Some(found.help(help).about(&clause.span().file, clause.id()))
}
