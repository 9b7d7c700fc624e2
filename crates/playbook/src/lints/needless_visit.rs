//! needless-visit: an applicant must come for what can be sent.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{EvidenceKind, Issuer, Mode, Service, Step};

pub(super) const LINT: Lint = Lint {
    name: "needless-visit",
    severity: Severity::Warning,
    summary: ("能不跑的，还要申请人到场", "an applicant must come for what can be sent"),
    prose_en: include_str!("needless-visit.md"),
    prose_zh: include_str!("needless-visit.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        let coming: Vec<&Step> = service.steps.iter().filter(|step| step.visits > 0).collect();
        let visits: u32 = coming.iter().map(|step| step.visits).fold(0, u32::saturating_add);
        if service.mode != Mode::Review {
            out.extend(coming.iter().map(|step| no_decision(service, step)));
        } else if let Some((first, others)) = coming.split_first().filter(|_| visits > 1) {
            out.push(many(service, first, others, visits));
        }
    }
    for evidence in playbook.evidence.values() {
        let own = evidence.visits > 0
            && evidence.kind != EvidenceKind::Inspection
            && !evidence.issuers.is_empty()
            && evidence.issuers.iter().all(|issuer| *issuer == Issuer::Applicant);
        if own {
            let visits = evidence.visits;
            let message = Text::new(
                format!("“{}”由申请人自己写，却要跑 {visits} 次", evidence.name.zh),
                format!("\"{}\" is the applicant's own paper, but takes {visits} visits", evidence.name.en),
            );
            let help = Text::new("改为网上提交，`visits` 写 0", "let it be sent in, with `visits` at 0");
            let found = LINT.finding(evidence.span.clone(), message).help(help);
            out.push(found.about(&evidence.span.file, &evidence.id));
        }
    }
}

/// What is filed, promised or granted by itself leaves nothing to see across a counter.
fn no_decision(service: &Service, step: &Step) -> Diagnostic {
    let word = match service.mode {
        Mode::Filing => Text::new("备案", "filed"),
        Mode::Commitment => Text::new("告知承诺", "granted on a promise"),
        Mode::Automatic | Mode::Review => Text::new("自动办理", "granted by itself"),
    };
    let visits = step.visits;
    let message = Text::new(
        format!("“{}”是{}事项，“{}”却要申请人跑 {visits} 次", service.name.zh, word.zh, step.name.zh),
        format!(
            "\"{}\" is {}, yet \"{}\" makes the applicant come {visits} times",
            service.name.en, word.en, step.name.en
        ),
    );
    LINT.finding(step.span.clone(), message)
        .label(service.places.get("mode").unwrap_or(&service.span).clone(), Text::new("办理方式", "how it is handled"))
        .help(Text::new("删去 `visits`，网上受理、电子送达", "strike `visits`: take it in and answer it online"))
        .about(&step.span.file, &step.id)
}

/// Told once for the service, at the first step that makes the applicant come.
fn many(service: &Service, first: &Step, others: &[&Step], visits: u32) -> Diagnostic {
    let message = Text::new(
        format!("“{}”要申请人跑 {visits} 次，从“{}”起", service.name.zh, first.name.zh),
        format!("\"{}\" makes the applicant come {visits} times, first for \"{}\"", service.name.en, first.name.en),
    );
    let mut found = LINT.finding(first.span.clone(), message);
    for other in others {
        found = found.label(other.span.clone(), Text::new("这里也要跑", "a visit here too"));
    }
    found
        .help(Text::new("合并为至多一次，其余网上办", "make it one visit at most and do the rest online"))
        .about(&first.span.file, &first.id)
}
