//! idle-condition: a condition that changes nothing, whoever applies.

use civic::text::Text;
use rules::Rule;
use rules::logic::Logic;

use super::sense::{Condition, concerned, conditions, logic};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Service;
use crate::source::Span;

pub(super) const LINT: Lint = Lint {
    name: "idle-condition",
    severity: Severity::Warning,
    summary: ("条件不起作用，写了等于没写", "a condition that changes nothing"),
    prose_en: include_str!("idle-condition.md"),
    prose_zh: include_str!("idle-condition.zh-CN.md"),
    check,
};

/// Where a rule of a service stands, and below what.
struct Place<'a> {
    service: &'a Service,
    span: &'a Span,
    id: &'a str,
    when: Option<&'a Rule>,
}

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let logic = logic(playbook);
    for service in concerned(playbook) {
        let when = service.when.as_ref();
        if when.is_some_and(|when| !playbook.is_plain(when) && logic.surely_never(&[when])) {
            continue; // nothing below it matters, which never-eligible says
        }
        let place = |key: &str| service.places.get(key).unwrap_or(&service.span);
        let mut judge = |rule: &Rule, place: Place<'_>| {
            if !playbook.is_plain(rule) {
                out.extend(finding(&logic, rule, &place));
            }
        };
        if let Some(rule) = when {
            judge(rule, Place { service, span: place("when"), id: &service.id, when: None });
        }
        if let Some(rule) = &service.eligible {
            judge(rule, Place { service, span: place("eligible"), id: &service.id, when });
        }
        for Condition { rule, span, id } in conditions(service) {
            judge(rule, Place { service, span, id, when });
        }
    }
}

fn finding(logic: &Logic<'_>, rule: &Rule, place: &Place<'_>) -> Option<Diagnostic> {
    let given: Vec<&Rule> = place.when.into_iter().collect();
    let text = rule.text();
    if logic.surely_implies(&given, rule) {
        let alone = place.when.is_none() || logic.surely_implies(&[], rule);
        let service = &place.service.name;
        let message = if alone {
            Text::new(
                format!("“{}”的条件 `{text}` 人人都符合，等于没写", service.zh),
                format!("the rule `{text}` of \"{}\" holds for everybody, so it says nothing", service.en),
            )
        } else {
            Text::new(
                format!("“{}”的条件 `{text}` 该办的人个个符合，等于没写", service.zh),
                format!("the rule `{text}` of \"{}\" holds for all who must ask, so it says nothing", service.en),
            )
        };
        return Some(told(message, place, !alone));
    }
    if rule.conditions() == 1 {
        return None; // it decides, unless nobody meets it
    }
    let idle = logic.idle(&given, rule);
    // if nobody meets it at all, never-eligible says so
    if idle.is_empty() || logic.surely_never(&[given.as_slice(), &[rule]].concat()) {
        return None;
    }
    let parts: Vec<&str> = idle.iter().filter_map(|idle| text.get(idle.span.clone())).collect();
    let parts = parts.iter().map(|part| format!("`{part}`")).collect::<Vec<_>>();
    let message = Text::new(
        format!("“{}”的条件 `{text}` 中，{}不起作用", place.service.name.zh, parts.join("、")),
        format!("in the rule `{text}` of \"{}\", {} changes nothing", place.service.name.en, parts.join(" and ")),
    );
    Some(told(message, place, place.when.is_some_and(|when| super::sense::share_a_fact(when, rule))))
}

fn told(message: Text, place: &Place<'_>, below: bool) -> Diagnostic {
    let mut found = LINT.finding(place.span.clone(), message);
    if below && let Some(when) = place.service.places.get("when") {
        found = found.label(when.clone(), Text::new("适用条件", "who must ask"));
    }
    found
        .help(Text::new(
            "写错了界限的，改正；确是多余的，删去",
            "correct the bound if it is wrong; if the condition is needless, delete it",
        ))
        .about(&place.span.file, place.id)
}
