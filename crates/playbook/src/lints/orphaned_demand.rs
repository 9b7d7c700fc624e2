//! orphaned-demand: issuing a paper was abolished, and the demand for it lives on.

use civic::text::Text;

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{Clause, Papers};
use crate::model::Evidence;

pub(super) const LINT: Lint = Lint {
    name: "orphaned-demand",
    severity: Severity::Error,
    summary: ("证明已取消出具，要求还留着", "a demand that outlived the issuing of what it demands"),
    prose_en: include_str!("orphaned-demand.md"),
    prose_zh: include_str!("orphaned-demand.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    let mut unmet = None;
    for (node, clause) in papers.unmet(papers.can()) {
        let orphans = blocked::without_source(papers, clause);
        if clause.enough() == 1 && orphans.iter().any(|paper| paper.abolished_by.is_some()) {
            let unmet = unmet.get_or_insert_with(|| blocked::Unmet::of(papers));
            out.push(unmet.explained(finding(clause, &orphans), node, clause));
        }
    }
}

fn finding(clause: Clause<'_>, orphans: &[&Evidence]) -> Diagnostic {
    let (owner, asked) = (blocked::owner_name(&clause), blocked::names(orphans));
    let message = Text::new(
        format!("“{}”仍要求“{}”，而这早已取消出具", owner.zh, asked.zh),
        format!("\"{}\" still demands \"{}\", which may no longer be issued", owner.en, asked.en),
    );
    let found = LINT.finding(clause.span().clone(), message);
    blocked::label_sources(found, orphans).about(&clause.span().file, clause.id())
}
