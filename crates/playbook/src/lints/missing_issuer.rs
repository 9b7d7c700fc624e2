//! missing-issuer: a demand that nobody can meet, because nobody issues what it asks for.

use civic::text::Text;

use super::{Lint, blocked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{Clause, Papers};
use crate::model::{Evidence, Playbook};

pub(super) const LINT: Lint = Lint {
    name: "missing-issuer",
    severity: Severity::Error,
    summary: ("要求提交无人出具的材料", "a demand for something nobody issues"),
    prose_en: include_str!("missing-issuer.md"),
    prose_zh: include_str!("missing-issuer.zh-CN.md"),
    check,
};

fn check(playbook: &Playbook, out: &mut Vec<Diagnostic>) {
    let papers = Papers::of(playbook);
    for (_, clause) in papers.unmet(&papers.obtainable(&[])) {
        // papers that have an issuer and still cannot be had are blocked further up the line: the
        // finding is told there; what was abolished, and lists of which several are demanded, have
        // lints of their own
        let orphans = blocked::without_source(&papers, clause);
        let abolished = orphans.iter().any(|paper| paper.abolished_by.is_some());
        if clause.enough() == 1 && !orphans.is_empty() && !abolished {
            out.push(consequence(finding(clause, &orphans), &papers, &orphans));
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

/// Which services could be granted if the papers were there.
fn consequence(finding: Diagnostic, papers: &Papers<'_>, orphans: &[&Evidence]) -> Diagnostic {
    let given: Vec<_> = orphans.iter().filter_map(|paper| papers.evidence(&paper.id)).collect();
    let freed = papers.freed_by(&given, &[]);
    if freed.is_empty() {
        return finding;
    }
    let zh: Vec<&str> = freed.iter().map(|s| &*s.name.zh).collect();
    let en: Vec<&str> = freed.iter().map(|s| &*s.name.en).collect();
    finding.help(Text::new(
        format!("因此办不成：{}", zh.join("、")),
        format!("because of it nobody can get: {}", en.join(", ")),
    ))
}
