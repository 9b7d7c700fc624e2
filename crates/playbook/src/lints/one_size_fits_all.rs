//! one-size-fits-all: risk tiers are set, and change nothing (一刀切).

use civic::text::Text;

use super::sense::{conditions, logic};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Playbook, Service};
use crate::source::Span;

pub(super) const LINT: Lint = Lint {
    name: "one-size-fits-all",
    severity: Severity::Warning,
    summary: ("风险等级不影响要求，一刀切", "risk tiers are set and change nothing"),
    prose_en: include_str!("one-size-fits-all.md"),
    prose_zh: include_str!("one-size-fits-all.zh-CN.md"),
    check,
};

const TIER: &str = "region_tier";
/// The document that tells areas apart by tier.
const TIERED: &str = "国办发明电〔2020〕6号 一";

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    if playbook.catalogue.get(TIER).is_none() {
        return;
    }
    for service in playbook.services.values() {
        let tiered = service.basis.as_ref().is_some_and(|basis| basis.contains(TIERED));
        // asked of everyone everywhere is a finding of its own
        if tiered && service.when.is_some() && !tells_tiers_apart(playbook, service) {
            out.push(of_service(service));
        }
    }
    if playbook.kept.contains_key("tiers.toml") {
        let measures = playbook.kept.iter().filter(|(path, _)| path.contains("measures/"));
        out.extend(measures.filter_map(|(path, table)| of_measure(path, table)));
    }
}

/// Some rule of the service that can come out either way reads the tier of a region, here or where
/// somebody comes from.
fn tells_tiers_apart(playbook: &Playbook, service: &Service) -> bool {
    let logic = logic(playbook);
    let heads = [&service.when, &service.eligible].into_iter().flatten();
    let below = conditions(service).into_iter().map(|condition| condition.rule);
    heads
        .chain(below)
        .filter(|rule| rule.facts().iter().any(|fact| fact.ends_with("_tier")))
        .any(|rule| !logic.surely_implies(&[], rule) && !logic.surely_never(&[rule]))
}

fn of_service(service: &Service) -> Diagnostic {
    let message = Text::new(
        format!("“{}”不分风险等级，一律同样要求", service.name.zh),
        format!("\"{}\" asks the same whatever the risk tier", service.name.en),
    );
    let place = service.places.get("when").unwrap_or(&service.span).clone();
    LINT.finding(place.clone(), message)
        .label(
            service.places.get("basis").unwrap_or(&service.span).clone(),
            Text::new("所依据的文件要求分区分级", "the document it rests on tells tiers apart"),
        )
        .help(Text::new(
            "在 `when`、`eligible` 或者材料、环节的条件里区分风险等级（`region_tier`）",
            "tell tiers apart (`region_tier`) in `when`, `eligible` or the conditions of demands and steps",
        ))
        .about(&place.file, &service.id)
}

/// A measure is kept whole, so the finding points at its file.
fn of_measure(path: &str, table: &toml::Table) -> Option<Diagnostic> {
    let measure = table.get("measure")?.as_table()?;
    let rule = measure.get("when").and_then(toml::Value::as_str).unwrap_or_default();
    if rule.contains("_tier") {
        return None;
    }
    let id = measure.get("id")?.as_str()?;
    let name = measure.get("name").and_then(toml::Value::as_table);
    let word = |lang: &str| name.and_then(|name| name.get(lang)).and_then(toml::Value::as_str).unwrap_or(id);
    let message = Text::new(
        format!("措施“{}”不分风险等级，一律施行", word("zh-CN")),
        format!("the measure \"{}\" is in force whatever the risk tier", word("en")),
    );
    let found = LINT.finding(Span::start_of(&path.into()), message).help(Text::new(
        "在措施的 `when` 里写明适用的风险等级，降级即停",
        "say in the measure's `when` at which tiers it is in force, so that it ends with them",
    ));
    Some(found.about(path, id))
}
