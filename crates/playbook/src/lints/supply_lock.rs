//! supply-lock: something must be bought that sellers cannot bring, or that the market is short of.

use civic::text::Text;
use unblock::NodeId;

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{Circle, Clause, Papers, Thing, only_bought};
use crate::model::Evidence;

pub(super) const LINT: Lint = Lint {
    name: "supply-lock",
    severity: Severity::Error,
    summary: (
        "要求提交只能买到的东西，而供货的也卡在同一件事上，或者市场已紧缺",
        "a demand for something to be bought, while sellers wait for the same thing or the market is short",
    ),
    prose_en: include_str!("supply-lock.md"),
    prose_zh: include_str!("supply-lock.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    let circles = papers.circles().iter().chain(papers.circles_for_some());
    let locked: Vec<&Circle> = circles.filter(|circle| papers.is_through_market(circle)).collect();
    out.extend(locked.iter().filter_map(|circle| blocked::of_circle(&LINT, papers, circle, words(papers, circle))));
    for (node, clause) in papers.demands() {
        let told = locked.iter().any(|circle| circle.nodes.binary_search(&node).is_ok());
        out.extend(short(papers, clause).filter(|_| !told).map(|scarce| finding(clause, &scarce)));
    }
}

/// Who wants what, and whom its sellers wait for.
fn words(papers: &Papers<'_>, circle: &Circle) -> Text {
    let goods: Vec<&Evidence> = circle.nodes.iter().filter_map(|node| bought(papers, *node)).collect();
    let members = blocked::quoted(&blocked::members(papers, circle));
    let goods = blocked::names(&goods);
    Text::new(
        format!("{}要求“{}”，而市场要等{}办成才有“{}”", members.zh, goods.zh, members.zh, goods.zh),
        format!("{} demands \"{}\", which the market has only once {} is granted", members.en, goods.en, members.en),
    )
}

fn bought<'p>(papers: &Papers<'p>, node: NodeId) -> Option<&'p Evidence> {
    match papers.thing(node) {
        Thing::Evidence(paper) if only_bought(paper) => Some(paper),
        _ => None,
    }
}

/// The scarce goods without which a demand cannot be met.
fn short<'p>(papers: &Papers<'p>, clause: Clause<'p>) -> Option<Vec<&'p Evidence>> {
    let all = papers.papers_of(clause);
    let scarce = all.iter().filter_map(|node| bought(papers, *node)).filter(|paper| paper.scarce_by.is_some());
    let scarce: Vec<&Evidence> = scarce.collect();
    let others = all.iter().filter(|node| papers.can().has(**node)).count();
    let others = others.saturating_sub(scarce.iter().filter(|p| can_be_had(papers, p)).count());
    (!scarce.is_empty() && others < clause.enough()).then_some(scarce)
}

fn can_be_had(papers: &Papers<'_>, paper: &Evidence) -> bool {
    papers.evidence(&paper.id).is_some_and(|node| papers.can().has(node))
}

fn finding(clause: Clause<'_>, scarce: &[&Evidence]) -> Diagnostic {
    let (owner, goods) = (blocked::owner_name(&clause), blocked::names(scarce));
    let message = Text::new(
        format!("“{}”要求“{}”，只能到市场上买，而市场紧缺", owner.zh, goods.zh),
        format!("\"{}\" demands \"{}\", which can only be bought, and the market is short of it", owner.en, goods.en),
    );
    let mut found = LINT.finding(clause.span().clone(), message).severity(Severity::Warning);
    for paper in scarce {
        let by = paper.scarce_by.as_deref().unwrap_or_default();
        let words = Text::new(format!("紧缺：“{by}”"), format!("scarce according to \"{by}\""));
        found = found.label(paper.span.clone(), words);
    }
    found
        .help(Text::new(
            "紧缺期间认可订单或承诺，或者由政府调拨：写成 `any = [存货, 订单]`，或加上 `when`",
            "while it is scarce, accept an order or a promise, or allocate it: write `any = [stock, order]`, or add a `when`",
        ))
        .about(&clause.span().file, clause.id())
}
