//! forbidden-at-tier: an approval or a filing to resume work where the risk is low.

use civic::text::Text;
use rules::{FactKind, Value};

use super::sense::logic;
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Mode, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "forbidden-at-tier",
    severity: Severity::Warning,
    summary: ("低风险地区仍设复工审批、备案", "an approval or filing to resume work where the risk is low"),
    prose_en: include_str!("forbidden-at-tier.md"),
    prose_zh: include_str!("forbidden-at-tier.zh-CN.md"),
    check,
};

/// The clause that forbids it.
const CLAUSE: &str = "国办发明电〔2020〕6号 一";
const TIER: &str = "region_tier";
const LOW: &str = "low";

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let tiers = playbook.catalogue.get(TIER).map(|fact| &fact.kind);
    if !matches!(tiers, Some(FactKind::Code(codes)) if codes.iter().any(|(code, _)| code == LOW)) {
        return;
    }
    for service in playbook.services.values() {
        let bars = matches!(service.mode, Mode::Review | Mode::Filing);
        let rests_on_it = service.basis.as_ref().is_some_and(|basis| basis.contains(CLAUSE));
        if bars && rests_on_it && asked_at_low(playbook, service) {
            out.push(finding(service));
        }
    }
}

/// Surely asked of somebody in a low-risk area.
fn asked_at_low(playbook: &Playbook, service: &Service) -> bool {
    let at_low = logic(playbook).given(TIER, Value::from(LOW));
    service.when.as_ref().is_none_or(|when| at_low.never(&[when]).example().is_some())
}

fn finding(service: &Service) -> Diagnostic {
    let message = Text::new(
        format!("“{}”在低风险地区也要办，而低风险地区不得设复工审批、备案", service.name.zh),
        format!("\"{}\" is asked for in low-risk areas too, where resuming work needs no leave", service.name.en),
    );
    let place = service.places.get("when").unwrap_or(&service.span).clone();
    let mut found = LINT
        .finding(place.clone(), message)
        .label(service.places.get("mode").unwrap_or(&service.span).clone(), Text::new("办理方式", "how it is handled"));
    if let (Some(when), true) = (&service.when, place != service.span) {
        let text = when.text();
        if !text.contains(['"', '\\', '\n']) {
            found = found.fix(place.clone(), format!("\"{TIER} <> '{LOW}' AND ({text})\""), false);
        }
    }
    found
        .help(Text::new(
            format!("把 `{TIER} <> '{LOW}'` 写进适用条件 `when`（{CLAUSE}(一)）"),
            format!("write `{TIER} <> '{LOW}'` into `when` ({CLAUSE}(一))"),
        ))
        .about(&place.file, &service.id)
}
