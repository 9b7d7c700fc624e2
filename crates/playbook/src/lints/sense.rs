//! What several lints ask of rules: do they make sense for anybody, on any day of the playbook.

use std::collections::BTreeSet;

use civic::Date;
use rules::Rule;
use rules::logic::Logic;

use crate::model::{Playbook, Service};
use crate::source::Span;

/// Compares rules over all days of the playbook.
pub(super) fn logic(playbook: &Playbook) -> Logic<'_> {
    let until = playbook.until.unwrap_or(Date::MAX);
    Logic::during(&playbook.parameters, playbook.from, until.max(playbook.from))
}

/// The services to look at: all, or in what is in force in a region those that a level below changed.
pub(super) fn concerned(playbook: &Playbook) -> impl Iterator<Item = &Service> {
    let whole = playbook.layers.is_empty();
    playbook.services.values().filter(move |service| {
        let needs = service.needs.iter().map(|need| &need.from);
        let steps = service.steps.iter().map(|step| &step.from);
        let mut clauses = std::iter::once(&service.from).chain(needs).chain(steps);
        whole || !service.changed.is_empty() || clauses.any(|from| from.region.is_some())
    })
}

/// A condition of a service below `when`: where it stands, and the id of what bears it.
pub(super) struct Condition<'a> {
    pub rule: &'a Rule,
    pub span: &'a Span,
    pub id: &'a str,
}

/// The conditions of needs, steps and questions.
pub(super) fn conditions(service: &Service) -> Vec<Condition<'_>> {
    let needs = service.needs.iter().map(|need| (&need.when, &need.span, &*need.id));
    let steps = service.steps.iter().map(|step| (&step.when, &step.span, &*step.id));
    let asks = service.asks.iter().map(|ask| (&ask.when, &ask.span, &*ask.fact));
    let all = needs.chain(steps).chain(asks);
    all.filter_map(|(rule, span, id)| Some(Condition { rule: rule.as_ref()?, span, id })).collect()
}

/// Surely nobody who meets all of the first meets the last. Most rules say something, which is seen
/// sooner than it is searched for.
pub(super) fn never(logic: &Logic<'_>, given: &[&Rule], rule: &Rule) -> bool {
    !logic.says_something(given, rule) && logic.surely_never(&[given, &[rule]].concat())
}

/// Rules over different facts can neither contradict nor follow from each other, unless one of
/// them alone holds for nobody or everybody.
pub(super) fn share_a_fact(one: &Rule, other: &Rule) -> bool {
    let facts: BTreeSet<&str> = one.facts().into_iter().collect();
    other.facts().iter().any(|fact| facts.contains(fact))
}
