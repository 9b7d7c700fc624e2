//! For whom a circle closes: the fewest circumstances under which all its conditions surely hold.

use std::collections::{BTreeMap, BTreeSet};

use civic::text::Text;
use rules::{FactKind, Rule, Truth, Value};
use unblock::NodeId;

use super::papers::{Papers, Thing};

/// Facts with their values, by the facts' names in rules; facts not named may be anything.
pub type Profile = BTreeMap<String, Value>;

/// Most profiles tried for one circle. Ten yes-or-no facts have 1,024, and 59,049 with "any".
const PROFILES_MAX: usize = 20_000;

impl Papers<'_> {
    /// True when the condition holds for some choice of yes-or-no facts and codes, whatever all
    /// other facts are: a comparison of numbers alone never is.
    pub(super) fn is_decidable(&self, rule: &Rule) -> bool {
        let facts = self.attributes(&[rule]);
        size(&facts, 0) <= PROFILES_MAX && Choices::new(&facts, false).any(|profile| self.holds(rule, &profile))
    }

    /// The profile of fewest facts, first in the order of their names, for which every condition
    /// of the core surely holds and no service of it can be passed by. None when there is none, or
    /// there are too many to try.
    pub(super) fn smallest_profile(&self, core: &[NodeId]) -> Option<Profile> {
        let (mut guards, mut asked) = (Vec::new(), Vec::new());
        for node in core {
            match self.thing(*node) {
                Thing::Demand(clause) => guards.extend(clause.when()),
                Thing::Service(service) => asked.extend(service.when.as_ref()),
                Thing::Evidence(_) => {}
            }
        }
        let facts = self.attributes(&guards);
        if size(&facts, 1) > PROFILES_MAX {
            return None;
        }
        let mut tried: Vec<Profile> = Choices::new(&facts, true).collect();
        tried.sort_by_key(BTreeMap::len);
        tried.into_iter().find(|profile| {
            guards.iter().all(|guard| self.holds(guard, profile)) && self.somebody_must_ask(&asked, profile)
        })
    }

    /// False when the services of a circle are never all for the same subject.
    fn somebody_must_ask(&self, asked: &[&Rule], profile: &Profile) -> bool {
        let mut facts = self.attributes(asked);
        facts.retain(|(name, _)| !profile.contains_key(name));
        if size(&facts, 0) > PROFILES_MAX {
            return true;
        }
        Choices::new(&facts, false).any(|mut whole| {
            whole.extend(profile.clone());
            asked.iter().all(|rule| self.truth(rule, &whole) != Truth::False)
        })
    }

    fn holds(&self, rule: &Rule, profile: &Profile) -> bool {
        self.truth(rule, profile) == Truth::True
    }

    fn truth(&self, rule: &Rule, profile: &Profile) -> Truth {
        rule.evaluate(profile, &self.playbook.parameters, self.playbook.from)
    }

    /// The facts of these rules that have few values, each with all of them.
    fn attributes(&self, rules: &[&Rule]) -> Vec<(String, Vec<Value>)> {
        let names: BTreeSet<&str> = rules.iter().flat_map(|rule| rule.facts()).collect();
        let fact = |name: &str| {
            let values = match &self.playbook.catalogue.get(name)?.kind {
                FactKind::Bool => vec![Value::Bool(true), Value::Bool(false)],
                FactKind::Code(codes) => codes.iter().map(|(code, _)| Value::Text(code.clone())).collect(),
                FactKind::Int | FactKind::Money | FactKind::Text | FactKind::Date => return None,
            };
            Some((name.to_owned(), values))
        };
        names.into_iter().filter_map(fact).collect()
    }

    /// A profile in words: `risk tier: high risk; canteen: yes`.
    pub fn profile_words(&self, profile: &Profile) -> Text {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for (name, value) in profile {
            let fact = self.playbook.catalogue.get(name);
            let called = fact.map_or_else(|| Text::new(name.clone(), name.clone()), |fact| fact.words.clone());
            let code = fact.and_then(|fact| match (&fact.kind, value) {
                (FactKind::Code(codes), Value::Text(code)) => codes.iter().find(|(of, _)| of == code),
                _ => None,
            });
            let value = match code {
                Some((_, words)) => words.clone(),
                None => Text::new(value.show(civic::text::Lang::Zh), value.show(civic::text::Lang::En)),
            };
            zh.push(format!("{}为“{}”", called.zh, value.zh));
            en.push(format!("{}: {}", called.en, value.en));
        }
        Text::new(zh.join("、"), en.join("; "))
    }
}

/// How many choices there are, with `more` values a fact than it has.
fn size(facts: &[(String, Vec<Value>)], more: usize) -> usize {
    facts.iter().fold(1, |all, (_, values)| usize::saturating_mul(all, values.len() + more))
}

/// All choices of values, with `partly` also those that leave facts open, like a counter of digits.
struct Choices<'a> {
    facts: &'a [(String, Vec<Value>)],
    partly: bool,
    next: Option<Vec<usize>>,
}

impl<'a> Choices<'a> {
    fn new(facts: &'a [(String, Vec<Value>)], partly: bool) -> Choices<'a> {
        let empty = !partly && facts.iter().any(|(_, values)| values.is_empty());
        Choices { facts, partly, next: (!empty).then(|| vec![0; facts.len()]) }
    }
}

impl Iterator for Choices<'_> {
    type Item = Profile;

    fn next(&mut self) -> Option<Profile> {
        let mut digits = self.next.take()?;
        let chosen = self.facts.iter().zip(&digits).filter_map(|((name, values), digit)| {
            // the digit beyond the last value leaves the fact open
            Some((name.clone(), values.get(*digit)?.clone()))
        });
        let profile = chosen.collect();
        for (at, (_, values)) in self.facts.iter().enumerate() {
            digits[at] += 1;
            if digits[at] < values.len() + usize::from(self.partly) {
                self.next = Some(digits);
                return Some(profile);
            }
            digits[at] = 0;
        }
        Some(profile)
    }
}
