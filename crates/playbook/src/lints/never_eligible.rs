//! never-eligible: a rule no subject can meet.

use civic::text::Text;
use rules::Rule;

use super::sense::{Condition, concerned, conditions, logic, share_a_fact};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Service;

pub(super) const LINT: Lint = Lint {
    name: "never-eligible",
    severity: Severity::Warning,
    summary: ("条件自相矛盾，谁也不符合", "a rule that nobody can meet"),
    prose_en: include_str!("never-eligible.md"),
    prose_zh: include_str!("never-eligible.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let logic = logic(playbook);
    let never =
        |given: &[&Rule], rule: &Rule| !playbook.is_plain(rule) && logic.surely_never(&[given, &[rule]].concat());
    for service in concerned(playbook) {
        let place = |key: &str| service.places.get(key).unwrap_or(&service.span);
        let heads = [("when", &service.when), ("eligible", &service.eligible)];
        let mut told = false;
        for (key, rule) in heads {
            if let Some(rule) = rule
                && never(&[], rule)
            {
                told = true;
                out.push(finding(service, (place(key), &service.id), rule, None));
            }
        }
        if told {
            continue; // the rest follows from it
        }
        if let (Some(when), Some(eligible)) = (&service.when, &service.eligible)
            && share_a_fact(when, eligible)
            && never(&[when], eligible)
        {
            out.push(finding(service, (place("eligible"), &service.id), eligible, Some(place("when"))));
        }
        for Condition { rule, span, id } in conditions(service) {
            let alone = never(&[], rule);
            if alone || service.when.as_ref().is_some_and(|when| share_a_fact(when, rule) && never(&[when], rule)) {
                out.push(finding(service, (span, id), rule, (!alone).then(|| place("when"))));
            }
        }
    }
}

fn finding(
    service: &Service,
    (span, id): (&crate::source::Span, &str),
    rule: &Rule,
    against: Option<&crate::source::Span>,
) -> Diagnostic {
    let text = rule.text();
    let message = match against {
        None => Text::new(
            format!("“{}”的条件 `{text}` 自相矛盾，谁也不符合", service.name.zh),
            format!("the rule `{text}` of \"{}\" contradicts itself: nobody meets it", service.name.en),
        ),
        Some(_) => Text::new(
            format!("“{}”的条件 `{text}` 与适用条件矛盾，该办的人谁也不符合", service.name.zh),
            format!("the rule `{text}` of \"{}\" contradicts who must ask: none of them meets it", service.name.en),
        ),
    };
    let mut found = LINT.finding(span.clone(), message);
    if let Some(when) = against {
        found = found.label(when.clone(), Text::new("适用条件", "who must ask"));
    }
    found
        .help(Text::new("改正条件；确无人适用的，删去", "correct the rule; if it is meant for nobody, delete it"))
        .about(&span.file, id)
}
