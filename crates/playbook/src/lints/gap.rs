//! gap: somebody falls between two rules and is left without an answer.

use civic::text::Text;
use rules::Rule;
use rules::logic::{Example, Logic};

use super::demands::{asked, joined};
use super::sense::{concerned, logic};
use super::thresholds::{Split, splits};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, Issuer, Need, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "gap",
    severity: Severity::Warning,
    summary: ("有人落在两条规定之间，无所适从", "somebody falls between two rules"),
    prose_en: include_str!("gap.md"),
    prose_zh: include_str!("gap.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let logic = logic(playbook);
    for service in concerned(playbook) {
        out.extend(service.needs.iter().filter_map(|need| not_for_them(playbook, &logic, service, need)));
        let splits = splits(playbook, &logic, service).into_iter();
        out.extend(splits.filter_map(|split| between(playbook, &logic, service, &split)));
    }
}

/// A paper is demanded of somebody for whom none of the services that issue it is meant.
fn not_for_them(playbook: &Book<'_>, logic: &Logic<'_>, service: &Service, need: &Need) -> Option<Diagnostic> {
    if need.demand.enough() != 1 {
        return None;
    }
    let mut issuing: Vec<&Service> = Vec::new();
    for id in need.demand.evidence() {
        issuing.extend(only_services(playbook, service, playbook.paper(id)?)?);
    }
    let branches: Vec<&Rule> = issuing.iter().map(|issuer| issuer.when.as_ref()).collect::<Option<_>>()?;
    if branches.is_empty() {
        return None;
    }
    let situation: Vec<&Rule> = [&service.when, &need.when].into_iter().flatten().collect();
    let answer = logic.covered(&situation, &branches);
    let who = answer.example().filter(|example| surely_none(logic, &branches, example))?.in_words();
    let paper = asked(playbook, need);
    let names: Vec<Text> = issuing.iter().map(|issuer| issuer.name.clone()).collect();
    let names = joined(names.iter());
    let message = Text::new(
        format!("“{}”要“{}”，而出具它的“{}”不办给这样的人：{}", service.name.zh, paper.zh, names.zh, who.zh),
        format!(
            "\"{}\" demands \"{}\" of somebody whom \"{}\", which issues it, is not for: {}",
            service.name.en, paper.en, names.en, who.en
        ),
    );
    let mut found = LINT.finding(need.span.clone(), message);
    for issuer in issuing {
        let place = issuer.places.get("when").unwrap_or(&issuer.span).clone();
        found = found.label(place, Text::new("这里定了谁要办", "who must ask for it is said here"));
    }
    let help = Text::new(
        "把这项材料的条件 `when` 收到办得到的人，或者让这些人也能办",
        "narrow the demand's `when` to those who can have it, or open the service to them",
    );
    Some(found.help(help).about(&need.span.file, &need.id))
}

/// The services that issue it, if only services for the same kind of applicant do and nobody holds it already.
fn only_services<'p>(playbook: &Book<'p>, service: &Service, evidence: &Evidence) -> Option<Vec<&'p Service>> {
    if !evidence.held_by.is_empty() || evidence.abolished_by.is_some() {
        return None;
    }
    let each = evidence.issuers.iter().map(|issuer| match issuer {
        Issuer::Service(id) => playbook.service(id).filter(|issuing| issuing.audience == service.audience),
        Issuer::Applicant | Issuer::Market | Issuer::Agency(_) => None,
    });
    each.collect()
}

/// It is certain, and not for want of a parameter, that the example meets none of them.
fn surely_none(logic: &Logic<'_>, branches: &[&Rule], example: &Example) -> bool {
    branches.iter().all(|rule| logic.verdict(rule, example) == rules::Truth::False)
}

/// Exactly one value lies between two sides of a threshold: its bound was forgotten on both.
fn between(playbook: &Playbook, logic: &Logic<'_>, service: &Service, split: &Split<'_>) -> Option<Diagnostic> {
    if !logic.surely_never(&[split.below.rule, split.above.rule]) {
        return None;
    }
    let (low, high) = &split.values;
    let inside = [split.rule(playbook, ">", low)?, split.rule(playbook, "<", high)?];
    let mut situation: Vec<&Rule> = service.when.iter().chain(&inside).collect();
    let answer = logic.covered(&situation, &split.all);
    let example = answer.example().filter(|example| surely_none(logic, &split.all, example))?;
    let other = split.rule(playbook, "<>", example.facts.get(split.fact)?)?;
    situation.push(&other);
    if !logic.covered(&situation, &split.all).is_proven() {
        return None;
    }
    let who = example.in_words();
    let (below, above) = (split.below.rule.text(), split.above.rule.text());
    let message = Text::new(
        format!("“{}”的 `{below}` 和 `{above}` 之间漏了一个值：{}", service.name.zh, who.zh),
        format!("between `{below}` and `{above}` of \"{}\" one value is left out: {}", service.name.en, who.en),
    );
    let found = LINT
        .finding(split.above.span.clone(), message)
        .label(split.below.span.clone(), Text::new("另一边", "the other side"))
        .help(Text::new("让其中一边包含这个值（`<=` 或 `>=`）", "let one side include it (`<=` or `>=`)"));
    Some(found.about(&split.above.span.file, split.above.id))
}
