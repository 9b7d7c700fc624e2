//! too-few-alternatives: so many of a list are demanded, and fewer than that can be had by anybody.

use civic::text::Text;

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{Clause, Papers};
use crate::model::Evidence;

pub(super) const LINT: Lint = Lint {
    name: "too-few-alternatives",
    severity: Severity::Error,
    summary: ("要求多选几份，能办到的却不够", "more papers of a list are demanded than anybody can have"),
    prose_en: include_str!("too-few-alternatives.md"),
    prose_zh: include_str!("too-few-alternatives.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    let mut unmet = None;
    for (node, clause) in papers.unmet(papers.can()) {
        let orphans = blocked::without_source(papers, clause);
        let listed = papers.papers_of(clause).len();
        if clause.enough() > 1 && listed - orphans.len() < clause.enough() {
            let unmet = unmet.get_or_insert_with(|| blocked::Unmet::of(papers));
            out.push(unmet.explained(finding(clause, listed, &orphans), node, clause));
        }
    }
}

fn finding(clause: Clause<'_>, listed: usize, orphans: &[&Evidence]) -> Diagnostic {
    let (owner, missing) = (blocked::owner_name(&clause), blocked::names(orphans));
    let (enough, left) = (clause.enough(), listed - orphans.len());
    let message = Text::new(
        format!("“{}”要求 {listed} 份中的 {enough} 份，能出具的只有 {left} 份：“{}”无人出具", owner.zh, missing.zh),
        format!(
            "\"{}\" demands {enough} of {listed} papers, but only {left} can be had: nobody issues \"{}\"",
            owner.en, missing.en
        ),
    );
    let found = LINT.finding(clause.span().clone(), message);
    let help = match left {
        0 => Text::new("取消这项要求，或在清单中补上办得到的材料", "drop the demand, or list papers that can be had"),
        _ => Text::new(
            format!("把份数改为 {left}，或在清单中补上办得到的材料"),
            format!("demand {left}, or add papers to the list that can be had"),
        ),
    };
    blocked::label_sources(found, orphans).help(help).about(&clause.span().file, clause.id())
}
