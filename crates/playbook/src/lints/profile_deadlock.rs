//! profile-deadlock: services that wait for each other for some applicants only.

use super::{Book, Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::Papers;

pub(super) const LINT: Lint = Lint {
    name: "profile-deadlock",
    severity: Severity::Error,
    summary: ("只对一部分申请人互为前置", "services that wait for each other, for some applicants only"),
    prose_en: include_str!("profile-deadlock.md"),
    prose_zh: include_str!("profile-deadlock.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    over(playbook.papers(), out);
}

fn over(papers: &Papers<'_>, out: &mut Vec<Diagnostic>) {
    // a circle through the shops is told as supply-lock
    let circles = papers.circles_for_some().iter().filter(|circle| !papers.is_through_market(circle));
    out.extend(
        circles.filter_map(|circle| blocked::of_circle(&LINT, papers, circle, blocked::circle_words(papers, circle))),
    );
}
