//! What several lints ask of demands: which are made together, how they are called, how one is taken out.

use civic::text::Text;

use crate::diagnostic::Diagnostic;
use crate::model::{Need, Playbook, Service};

/// True where `other` is surely demanded of everyone of whom `need` is. Two rules count as the same
/// only where they are written the same; of others nothing is claimed.
pub(super) fn goes_with(other: &Need, need: &Need) -> bool {
    match (&other.when, &need.when) {
        (None, _) => true,
        (Some(theirs), Some(ours)) => theirs.text() == ours.text(),
        (Some(_), None) => false,
    }
}

/// The only evidence that meets it, where there is no choice.
pub(super) fn only(need: &Need) -> Option<&str> {
    match need.demand.evidence() {
        [id] => Some(id),
        _ => None,
    }
}

/// Names in a row.
pub(super) fn joined<'a>(names: impl Iterator<Item = &'a Text> + Clone) -> Text {
    let zh: Vec<&str> = names.clone().map(|name| &*name.zh).collect();
    let en: Vec<&str> = names.map(|name| &*name.en).collect();
    Text::new(zh.join("、"), en.join(", "))
}

/// What a demand asks for, in words.
pub(super) fn asked(playbook: &Playbook, need: &Need) -> Text {
    let names: Vec<Text> = need.demand.evidence().iter().map(|id| playbook.evidence_name(id)).collect();
    joined(names.iter())
}

/// An agency as people call it; its id if there is none.
pub(super) fn agency(playbook: &Playbook, id: &str) -> Text {
    playbook.agencies.get(id).map_or_else(|| Text::new(id, id), |agency| agency.name.clone())
}

/// Facts as people call them.
pub(super) fn facts<'a>(playbook: &Playbook, names: impl Iterator<Item = &'a String>) -> Text {
    let called =
        |name: &String| playbook.catalogue.get(name).map_or_else(|| Text::new(name, name), |fact| fact.words.clone());
    let names: Vec<Text> = names.map(called).collect();
    joined(names.iter())
}

/// True where a step of the service reads it.
pub(super) fn is_read(service: &Service, id: &str) -> bool {
    service.steps.iter().any(|step| step.reads.iter().any(|read| read == id))
}

/// Offers to take the whole demand out, where it is a table of its own.
pub(super) fn taken_out(found: Diagnostic, need: &Need, safe: bool) -> Diagnostic {
    match &need.whole {
        Some(whole) => found.fix(whole.clone(), "", safe),
        None => found,
    }
}

/// True where a rule of the service reads the fact.
pub(super) fn in_rules(service: &Service, fact: &str) -> bool {
    let needs = service.needs.iter().map(|need| &need.when);
    let steps = service.steps.iter().map(|step| &step.when);
    let asks = service.asks.iter().map(|ask| &ask.when);
    let heads = [&service.when, &service.eligible].into_iter();
    heads.chain(needs).chain(steps).chain(asks).flatten().any(|rule| rule.facts().contains(&fact))
}
