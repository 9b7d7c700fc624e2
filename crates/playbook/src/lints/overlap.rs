//! overlap: two rules that should exclude each other apply to the same applicant.

use civic::text::Text;
use rules::Rule;
use rules::logic::Logic;

use super::sense::{concerned, logic};
use super::thresholds::{Split, splits};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "overlap",
    severity: Severity::Warning,
    summary: ("两条规定同时管到同一个人", "two rules apply to the same applicant"),
    prose_en: include_str!("overlap.md"),
    prose_zh: include_str!("overlap.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let logic = logic(playbook);
    let mut issuing: std::collections::BTreeMap<&str, Vec<&Service>> = std::collections::BTreeMap::new();
    for service in playbook.services.values() {
        for id in &service.yields {
            issuing.entry(id).or_default().push(service);
        }
    }
    for (id, services) in issuing {
        for (at, one) in services.iter().enumerate() {
            let others = services[at + 1..].iter().filter(|other| other.audience == one.audience);
            out.extend(others.filter_map(|other| both_ask(playbook, &logic, id, one, other)));
        }
    }
    for service in concerned(playbook) {
        let splits = splits(playbook, &logic, service).into_iter();
        out.extend(splits.filter_map(|split| touching(playbook, &logic, service, &split)));
    }
}

/// Two services issue the same paper, and somebody must ask for both.
fn both_ask(playbook: &Playbook, logic: &Logic<'_>, id: &str, one: &Service, other: &Service) -> Option<Diagnostic> {
    let rules: Vec<&Rule> = [&one.when, &other.when].into_iter().flatten().collect();
    let answer = logic.never(&rules);
    let who = answer.example()?.in_words();
    let paper = playbook.evidence_name(id);
    let message = Text::new(
        format!("“{}”和“{}”出具同一份“{}”，这样的人两样都要办：{}", one.name.zh, other.name.zh, paper.zh, who.zh),
        format!(
            "\"{}\" and \"{}\" issue the same \"{}\", and this applicant must ask for both: {}",
            one.name.en, other.name.en, paper.en, who.en
        ),
    );
    let place = |service: &Service| service.places.get("when").unwrap_or(&service.span).clone();
    let found = LINT
        .finding(place(other), message)
        .label(place(one), Text::new("另一项", "the other one"))
        .help(Text::new("让两项的 `when` 互相排除", "let the two `when` exclude each other"));
    Some(found.about(&other.span.file, &other.id))
}

/// Two sides of a threshold both take the value between them.
fn touching(playbook: &Playbook, logic: &Logic<'_>, service: &Service, split: &Split<'_>) -> Option<Diagnostic> {
    let both: Vec<&Rule> = service.when.iter().chain([split.below.rule, split.above.rule]).collect();
    let answer = logic.never(&both);
    let example = answer.example()?;
    let value = example.facts.get(split.fact)?;
    let (less, more) = (split.rule(playbook, "<", value)?, split.rule(playbook, ">", value)?);
    let never = |rules: &[&Rule]| logic.surely_never(rules);
    let some = |rules: &[&Rule]| logic.never(rules).example().is_some();
    let (below, above) = (split.below.rule, split.above.rule);
    let apart = never(&[below, &more]) && some(&[below, &less]) && never(&[above, &less]) && some(&[above, &more]);
    if !apart {
        return None;
    }
    let who = example.in_words();
    let (below, above) = (below.text(), above.text());
    let message = Text::new(
        format!("“{}”的 `{below}` 和 `{above}` 都管到同一个值：{}", service.name.zh, who.zh),
        format!("`{below}` and `{above}` of \"{}\" both take the same value: {}", service.name.en, who.en),
    );
    let found = LINT
        .finding(split.above.span.clone(), message)
        .label(split.below.span.clone(), Text::new("另一边", "the other side"))
        .help(Text::new("让其中一边不包含这个值（`<` 或 `>`）", "let one side leave it out (`<` or `>`)"));
    Some(found.about(&split.above.span.file, split.above.id))
}
