//! mutual-prerequisite: services that wait for each other, so that nobody gets any of them.

use super::{Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::Papers;
use crate::model::Playbook;

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

fn check(playbook: &Playbook, out: &mut Vec<Diagnostic>) {
    let papers = Papers::of(playbook);
    out.extend(papers.circles().iter().filter_map(|circle| blocked::of_circle(&LINT, &papers, circle)));
}
