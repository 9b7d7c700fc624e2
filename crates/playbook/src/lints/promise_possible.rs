//! promise-possible: a proof is demanded where a written promise would do.

use civic::text::Text;

use super::demands::only;
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::explain;
use crate::graph::Clause;
use crate::model::{Evidence, EvidenceKind, Issuer, Mode, Need, Service};

pub(super) const LINT: Lint = Lint {
    name: "promise-possible",
    severity: Severity::Hint,
    summary: ("可以告知承诺的，还要开证明", "a proof is demanded where a written promise would do"),
    prose_en: include_str!("promise-possible.md"),
    prose_zh: include_str!("promise-possible.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values().filter(|service| service.mode != Mode::Automatic) {
        for need in &service.needs {
            let evidence = only(need).and_then(|id| playbook.paper(id));
            if let Some(evidence) = evidence.filter(|evidence| is_proof(evidence))
                && explain::may_stand_in(playbook, Clause::Need { service, need }, &[&evidence.id]).is_ok()
            {
                out.push(finding(service, need, evidence));
            }
        }
    }
}

/// A proof an authority issues beside its own approvals, and does not itself hold.
fn is_proof(evidence: &Evidence) -> bool {
    let by_agency = |issuer: &Issuer| matches!(issuer, Issuer::Agency(_));
    let to_be_had = !evidence.issuers.is_empty() && evidence.issuers.iter().all(by_agency);
    let proof = evidence.name.zh.contains("证明");
    evidence.kind == EvidenceKind::Certificate
        && to_be_had
        && proof
        && evidence.held_by.is_empty()
        && evidence.abolished_by.is_none()
}

fn finding(service: &Service, need: &Need, evidence: &Evidence) -> Diagnostic {
    let message = Text::new(
        format!("“{}”要求“{}”，可以改为告知承诺", service.name.zh, evidence.name.zh),
        format!("\"{}\" demands \"{}\"; a written promise could stand in for it", service.name.en, evidence.name.en),
    );
    LINT.finding(need.span.clone(), message)
        .label(evidence.span.clone(), Text::new("要另外去开的证明", "a proof to be fetched elsewhere"))
        .help(Text::new(
            "增设一份承诺书（`kind = \"commitment\"`），写成 `any = [证明, 承诺书]`，由申请人选择，事后核查",
            "add a promise (`kind = \"commitment\"`) and write `any = [proof, promise]`: the applicant chooses, the office checks afterwards",
        ))
        .help(Text::new(
            "涉及国家安全、公共安全、金融审慎监管、生态环境、生命健康、涉外等的不适用（国办发〔2020〕42号），由人判断",
            "not for state security, public safety, prudential finance, ecology, life and health or foreign matters (国办发〔2020〕42号): a person decides",
        ))
        .about(&need.span.file, &need.id)
}
