//! useless-document: a paper is demanded that no step of the service reads.

use civic::text::Text;

use super::demands::{is_read, joined, taken_out};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{EvidenceKind, Need, Service};

pub(super) const LINT: Lint = Lint {
    name: "useless-document",
    severity: Severity::Warning,
    summary: ("要求提交的材料，没有一个环节用到", "a paper is demanded that no step reads"),
    prose_en: include_str!("useless-document.md"),
    prose_zh: include_str!("useless-document.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        // a service whose steps name nothing they read has not told who uses what
        if service.steps.iter().all(|step| step.reads.is_empty()) {
            continue;
        }
        for need in &service.needs {
            let unread = need.demand.evidence().iter().all(|id| !is_read(service, id) && !binds(playbook, id));
            if unread {
                out.push(finding(playbook, service, need));
            }
        }
    }
}

/// A signed promise binds whether or not somebody reads it.
fn binds(playbook: &Book<'_>, id: &str) -> bool {
    playbook.paper(id).is_none_or(|evidence| evidence.kind == EvidenceKind::Commitment)
}

fn finding(playbook: &Book<'_>, service: &Service, need: &Need) -> Diagnostic {
    let evidence = need.demand.evidence().iter().filter_map(|id| playbook.paper(id));
    let names = joined(evidence.clone().map(|e| &e.name));
    let message = Text::new(
        format!("“{}”要求提交“{}”，但没有一个环节读取它", service.name.zh, names.zh),
        format!("\"{}\" demands \"{}\", but none of its steps reads it", service.name.en, names.en),
    );
    let mut found = LINT.finding(need.span.clone(), message);
    for paper in evidence {
        found = found.label(paper.span.clone(), Text::new("无人使用", "used by nobody"));
    }
    let help = Text::new(
        "删去这项要求；有环节要用的，写进它的 `reads`",
        "drop the demand; if a step uses it, name it in that step's `reads`",
    );
    taken_out(found.help(help), need, false).about(&need.span.file, &need.id)
}
