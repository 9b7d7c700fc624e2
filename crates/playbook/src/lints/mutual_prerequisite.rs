//! mutual-prerequisite: services that wait for each other, so that nobody gets any of them.

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::Papers;

pub(super) const LINT: Lint = Lint {
    name: "mutual-prerequisite",
    severity: Severity::Error,
    summary: (
        "互为前置：几件事项互相要对方的结果，哪个都办不成",
        "services that wait for each other, so none can be had",
    ),
    prose_en: include_str!("mutual-prerequisite.md"),
    prose_zh: include_str!("mutual-prerequisite.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    // a circle through the shops is told as supply-lock
    let circles = papers.circles().iter().filter(|circle| !papers.is_through_market(circle));
    out.extend(
        circles.filter_map(|circle| blocked::of_circle(&LINT, papers, circle, blocked::circle_words(papers, circle))),
    );
}
