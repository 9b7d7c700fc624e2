//! unused-question: the form asks for something that no rule and no stated purpose uses.

use civic::text::Text;

use super::demands::{facts, in_rules, only};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Ask, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "unused-question",
    severity: Severity::Warning,
    summary: ("表单里问的信息，没有规则用到，也没说用途", "the form asks what no rule uses and no purpose explains"),
    prose_en: include_str!("unused-question.md"),
    prose_zh: include_str!("unused-question.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        for ask in &service.asks {
            // what a demanded paper tells is found by asked-twice
            let mut told = service.needs.iter().filter_map(only).filter_map(|id| playbook.paper(id));
            if told.any(|evidence| evidence.proves.contains(&ask.fact)) {
                continue;
            }
            let used = playbook.purposes.contains_key(&ask.fact) || in_rules(service, &ask.fact);
            if !used {
                out.push(finding(playbook, service, ask));
            }
        }
    }
}

fn finding(playbook: &Playbook, service: &Service, ask: &Ask) -> Diagnostic {
    let name = facts(playbook, std::iter::once(&ask.fact));
    let message = Text::new(
        format!("“{}”要填“{}”，但没有规则用到它，也没有写明用途", service.name.zh, name.zh),
        format!("\"{}\" asks \"{}\", but no rule uses it and no purpose is given", service.name.en, name.en),
    );
    let mut found = LINT
        .finding(ask.span.clone(), message)
        .label(service.span.clone(), Text::new("在这个事项里问", "asked in this service"))
        .help(Text::new(
            "删去这个问题；确有用途的，在 facts.toml 里写明 `purpose`，申请人看得到",
            "drop the question; if it has a use, say it as the fact's `purpose` in facts.toml, which applicants see",
        ));
    if let Some(whole) = &ask.whole {
        found = found.fix(whole.clone(), "", false);
    }
    found.about(&ask.span.file, &ask.fact.replace('_', "-"))
}
