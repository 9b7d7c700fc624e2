//! missing-issuer: a demand that nobody can meet, because nobody issues what it asks for.

use civic::text::Text;

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{Clause, Papers};
use crate::model::Evidence;

pub(super) const LINT: Lint = Lint {
    name: "missing-issuer",
    severity: Severity::Error,
    summary: ("要求提交无人出具的材料", "a demand for something nobody issues"),
    prose_en: include_str!("missing-issuer.md"),
    prose_zh: include_str!("missing-issuer.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    let mut unmet = None;
    for (node, clause) in papers.unmet(papers.can()) {
        // papers that have an issuer and still cannot be had are blocked further up the line: the
        // finding is told there; what was abolished, and lists of which several are demanded, have
        // lints of their own
        let orphans = blocked::without_source(papers, clause);
        let abolished = orphans.iter().any(|paper| paper.abolished_by.is_some());
        if clause.enough() == 1 && !orphans.is_empty() && !abolished {
            let unmet = unmet.get_or_insert_with(|| blocked::Unmet::of(papers));
            out.push(unmet.explained(finding(clause, &orphans), node, clause));
        }
    }
}

fn finding(clause: Clause<'_>, orphans: &[&Evidence]) -> Diagnostic {
    let (owner, asked) = (blocked::owner_name(&clause), blocked::names(orphans));
    let message = Text::new(
        format!("“{}”要求“{}”，但无人出具", owner.zh, asked.zh),
        format!("\"{}\" demands \"{}\", which nobody issues", owner.en, asked.en),
    );
    let found = LINT.finding(clause.span().clone(), message);
    blocked::label_sources(found, orphans)
        .help(Text::new(
            "取消这项要求，改用承诺，或写明由谁出具（`issuer`）、谁已掌握（`held_by`）",
            "drop the demand, accept a commitment instead, or say who issues it (`issuer`) or holds \
             it (`held_by`)",
        ))
        .about(&clause.span().file, clause.id())
}
