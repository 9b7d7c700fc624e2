//! synonymous-evidence: two entries of evidence that are one and the same paper.

use std::collections::BTreeSet;

use civic::text::Text;

use super::demands::facts;
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, EvidenceKind, Playbook};

pub(super) const LINT: Lint = Lint {
    name: "synonymous-evidence",
    severity: Severity::Warning,
    summary: ("同一种材料立了两个名目", "two entries of evidence are one and the same paper"),
    prose_en: include_str!("synonymous-evidence.md"),
    prose_zh: include_str!("synonymous-evidence.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let all: Vec<&Evidence> = playbook.evidence.values().collect();
    let mut by_name: std::collections::BTreeMap<&str, &Evidence> = std::collections::BTreeMap::new();
    for evidence in &all {
        if let Some(first) = by_name.insert(&evidence.name.zh, evidence)
            && same_source(first, evidence)
        {
            out.push(finding(playbook, first, evidence));
        }
    }
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for service in playbook.services.values() {
        let demanded: BTreeSet<&String> = service.needs.iter().flat_map(|need| need.demand.evidence()).collect();
        let demanded: Vec<&Evidence> = demanded.into_iter().filter_map(|id| playbook.paper(id)).collect();
        for (at, second) in demanded.iter().enumerate() {
            // one finding for each entry too many, told beside the first of its kind
            let same = |first: &&&Evidence| first.name.zh != second.name.zh && same_proof(first, second);
            if let Some(first) = demanded[..at].iter().find(same)
                && told.insert((&first.id, &second.id))
            {
                out.push(finding(playbook, first, second));
            }
        }
    }
}

/// From the same hands, and of the same kind.
fn same_source(first: &Evidence, second: &Evidence) -> bool {
    let all_in = |a: &Evidence, b: &Evidence| a.issuers.iter().all(|issuer| b.issuers.contains(issuer));
    first.kind == second.kind && all_in(first, second) && all_in(second, first)
}

/// The same source and effort, and they prove the same; promises bind to different things whatever they prove.
fn same_proof(first: &Evidence, second: &Evidence) -> bool {
    let all_in = |a: &Evidence, b: &Evidence| a.proves.iter().all(|fact| b.proves.contains(fact));
    let costs = |e: &Evidence| (e.fee, e.minutes, e.visits, e.stamps);
    let says = !first.proves.is_empty() && first.kind != EvidenceKind::Commitment && costs(first) == costs(second);
    says && same_source(first, second) && all_in(first, second) && all_in(second, first)
}

fn finding(playbook: &Playbook, first: &Evidence, second: &Evidence) -> Diagnostic {
    let message = Text::new(
        format!("“{}”和“{}”是同一种材料", first.name.zh, second.name.zh),
        format!("\"{}\" and \"{}\" are one and the same paper", first.name.en, second.name.en),
    );
    let reason = if same_proof(first, second) {
        let proves = facts(playbook, second.proves.iter());
        Text::new(
            format!("出具方相同，证明的也相同：{}", proves.zh),
            format!("the same issuer, and the same proof: {}", proves.en),
        )
    } else {
        Text::new("名称相同，出具方也相同", "the same name and the same issuer")
    };
    LINT.finding(second.span.clone(), message)
        .label(first.span.clone(), Text::new("已有这一条", "this entry is there already"))
        .help(reason)
        .help(Text::new(
            format!("合为一条，各处都用 `{}`；确有不同的，写明各自证明什么（`proves`）", first.id),
            format!("make it one entry and use `{}` throughout; if they differ, say in `proves` how", first.id),
        ))
        .about(&second.span.file, &second.id)
}
