//! already-held: an applicant is asked to bring what an authority has on its own shelf.

use civic::text::Text;

use super::demands::{agency, asked, facts, is_read, joined, taken_out};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, EvidenceKind, Need, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "already-held",
    severity: Severity::Warning,
    summary: ("部门已经掌握的，还要申请人提交", "an applicant must bring what an authority already holds"),
    prose_en: include_str!("already-held.md"),
    prose_zh: include_str!("already-held.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        // what must be signed afresh is no copy of anything
        for need in service.needs.iter().filter(|need| !need.ask_every_time) {
            let evidence = need.demand.evidence().iter().filter_map(|id| playbook.paper(id));
            let held: Vec<&Evidence> = evidence.clone().filter(|e| is_held(e, need)).collect();
            if held.len() >= need.demand.enough() {
                out.push(on_the_shelf(playbook, service, need, &held));
                continue;
            }
            let known: Vec<&Evidence> = evidence.filter(|e| is_known(playbook, e)).collect();
            if known.len() >= need.demand.enough() {
                out.push(in_a_register(playbook, service, need, &known));
            }
        }
    }
}

/// An agency holds it, and what it holds is surely as fresh as the demand wants it.
fn is_held(evidence: &Evidence, need: &Need) -> bool {
    let fresh = need.max_age_days.is_none() || evidence.kind == EvidenceKind::Fact;
    !evidence.held_by.is_empty() && fresh
}

/// All that it proves stands in registers.
fn is_known(playbook: &Playbook, evidence: &Evidence) -> bool {
    let registered = |fact: &String| playbook.catalogue.get(fact).is_some_and(|fact| fact.register.is_some());
    let copies = matches!(evidence.kind, EvidenceKind::Form | EvidenceKind::Certificate | EvidenceKind::Fact);
    copies && !evidence.proves.is_empty() && evidence.proves.iter().all(registered)
}

fn on_the_shelf(playbook: &Playbook, service: &Service, need: &Need, held: &[&Evidence]) -> Diagnostic {
    let holders: Vec<Text> = held.iter().flat_map(|e| &e.held_by).map(|id| agency(playbook, id)).collect();
    let holders = joined(holders.iter());
    let names = asked(playbook, need);
    let message = Text::new(
        format!("“{}”要求提交“{}”，而{}已经掌握", service.name.zh, names.zh, holders.zh),
        format!("\"{}\" demands \"{}\", which is already held by: {}", service.name.en, names.en, holders.en),
    );
    let mut found = LINT.finding(need.span.clone(), message);
    for evidence in held {
        found = found.label(evidence.span.clone(), Text::new("已有部门掌握", "held by an authority"));
    }
    let looked_up = held.iter().all(|e| is_read(service, &e.id));
    let help = if looked_up {
        Text::new(
            "删去这项要求：办理环节照旧查阅部门自己的记录",
            "drop the demand: the steps go on reading the authority's own record",
        )
    } else {
        Text::new(
            "删去这项要求，并在要用它的环节写上 `reads`，由部门自行查核",
            "drop the demand, and name it in the `reads` of the step that uses it, which looks it up",
        )
    };
    let at_hand = |evidence: &&Evidence| evidence.held_by.iter().any(|id| takes_part(service, id));
    let safe = looked_up && held.iter().all(at_hand);
    taken_out(found.help(help), need, safe).about(&need.span.file, &need.id)
}

/// An agency with a part in the service needs nobody's leave to look into its own record.
fn takes_part(service: &Service, agency: &str) -> bool {
    service.lead == agency || service.steps.iter().any(|step| step.agency == agency)
}

fn in_a_register(playbook: &Playbook, service: &Service, need: &Need, known: &[&Evidence]) -> Diagnostic {
    let proves = facts(playbook, known.iter().flat_map(|e| &e.proves));
    let names = asked(playbook, need);
    let message = Text::new(
        format!("“{}”要求提交“{}”，它所证明的（{}）登记信息中都有", service.name.zh, names.zh, proves.zh),
        format!(
            "\"{}\" demands \"{}\", but registers hold all that it proves: {}",
            service.name.en, names.en, proves.en
        ),
    );
    let mut found = LINT.finding(need.span.clone(), message).severity(Severity::Hint);
    for evidence in known {
        found =
            found.label(evidence.span.clone(), Text::new("证明的都是登记过的事项", "proves only what is registered"));
    }
    let help = Text::new(
        "删去这项要求，直接读取登记信息；材料另有用途的，写明它还证明什么（`proves`）",
        "drop the demand and read the register; if the paper tells more, say what else it `proves`",
    );
    taken_out(found.help(help), need, false).about(&need.span.file, &need.id)
}
