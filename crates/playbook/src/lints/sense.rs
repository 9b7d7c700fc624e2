//! What several lints ask of rules: do they make sense for anybody, on any day of the playbook.

use std::collections::{BTreeSet, HashSet};

use civic::Date;
use rules::Rule;
use rules::logic::Logic;

use crate::model::{Playbook, Service};
use crate::source::Span;
use crate::spread::spread;

/// Services that are worth a thread of their own.
const SERVICES_FEW: usize = 100;

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

/// The rules of services that surely say something to those the service is for. Most rules do, which is
/// seen sooner than it is searched for; several lints ask it of the same rules.
#[derive(Debug)]
pub(super) struct Plain(HashSet<usize>);

impl Plain {
    pub(super) fn contains(&self, rule: &Rule) -> bool {
        self.0.contains(&place(rule))
    }
}

/// Which of the equal rules it is: where it lies in the playbook, which does not move meanwhile.
fn place(rule: &Rule) -> usize {
    std::ptr::from_ref(rule).addr()
}

/// Tries every rule of every service once.
pub(super) fn plain(playbook: &Playbook) -> Plain {
    let services: Vec<&Service> = concerned(playbook).collect();
    let of = |service: &&Service| {
        let logic = logic(playbook);
        let when = service.when.as_ref();
        let given: Vec<&Rule> = when.into_iter().collect();
        let own = when.filter(|when| logic.says_something(&[], when));
        let below = service.eligible.iter().chain(conditions(service).into_iter().map(|condition| condition.rule));
        let below = below.filter(|rule| logic.says_something(&given, rule));
        own.into_iter().chain(below).map(place).collect::<Vec<usize>>()
    };
    Plain(spread(&services, SERVICES_FEW, of).into_iter().flatten().collect())
}

/// Rules over different facts can neither contradict nor follow from each other, unless one of
/// them alone holds for nobody or everybody.
pub(super) fn share_a_fact(one: &Rule, other: &Rule) -> bool {
    let facts: BTreeSet<&str> = one.facts().into_iter().collect();
    other.facts().iter().any(|fact| facts.contains(fact))
}
