//! The facts a case rests on: what registers hold first, then what the applicant answered.

use std::collections::{BTreeMap, BTreeSet};

use civic::Text;
use playbook::{Playbook, Service};
use rules::{Catalogue, Fact, Facts, Known, Shape};

pub use crate::cases::answer::{TEXT_MAX, is_personal, read_answer, shown, typed};
pub(crate) use crate::cases::answer::{problem, too_long};
use crate::cases::model::CaseFact;
pub use crate::sources::FactState;
use crate::sources::SourceFacts;

/// A fact that a source has been asked for and has not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// Fact name with `_`.
    pub fact: String,
    /// `Pending`, `Degraded`, or `Refused`: then nobody is going to tell, and the applicant is asked.
    pub state: FactState,
    /// Id of the source.
    pub source: String,
    /// Name of the source.
    pub words: Text,
    /// Key the source was asked by.
    pub subject: String,
    /// Since when it stands so, epoch milliseconds.
    pub since_ms: i64,
    /// The last value there was; it decides nothing.
    pub last: Option<CaseFact>,
}

/// Facts of one case, by name. Rules see the known ones; what is awaited stands apart.
#[derive(Clone, Debug, Default)]
pub struct CaseFacts {
    known: BTreeMap<String, CaseFact>,
    awaited: BTreeMap<String, Awaited>,
    recorded: BTreeSet<String>,
}

impl CaseFacts {
    /// What the register holds for each fact of the catalogue, and the answers for the rest.
    ///
    /// A register's value wins over an old answer: the applicant never contradicts
    /// a register by accident, and a fact that came to be held is no longer asked.
    pub fn gather(catalogue: &Catalogue, register: &dyn Facts, answers: Vec<CaseFact>) -> CaseFacts {
        let mut all = BTreeMap::new();
        for fact in answers.into_iter().filter(|f| f.answered) {
            all.insert(fact.fact.clone(), fact);
        }
        for name in catalogue.names() {
            if let Some(known) = register.get(name) {
                all.insert(name.to_owned(), held(name, known));
            }
        }
        CaseFacts { known: all, ..CaseFacts::default() }
    }

    /// Facts as a case stored them.
    pub fn stored(facts: Vec<CaseFact>) -> CaseFacts {
        let known = facts.into_iter().map(|f| (f.fact.clone(), f)).collect();
        CaseFacts { known, ..CaseFacts::default() }
    }

    /// The same with what is awaited and what an officer has recorded from another paper.
    #[must_use]
    pub fn with_awaited(mut self, awaited: Vec<Awaited>, recorded: Vec<String>) -> CaseFacts {
        self.awaited = awaited.into_iter().map(|f| (f.fact.clone(), f)).collect();
        self.recorded = recorded.into_iter().collect();
        self
    }

    /// The same with what sources say. The source of a fact is the authority on it: what it is expected to tell is
    /// neither answered by the applicant nor taken from elsewhere, unless an officer recorded it.
    #[must_use]
    pub fn with_sources(mut self, sources: SourceFacts, before: &CaseFacts) -> CaseFacts {
        for name in &before.recorded {
            if let Some(fact) = before.known.get(name) {
                self.known.insert(name.clone(), fact.clone());
                self.recorded.insert(name.clone());
            }
        }
        for (name, told) in sources {
            let last = told.value.map(|value| CaseFact {
                fact: name.clone(),
                value: value.value,
                answered: false,
                source: told.words.clone(),
                as_of: value.as_of,
            });
            match (told.state, last) {
                _ if self.recorded.contains(&name) => {}
                (FactState::Known, Some(fact)) => {
                    self.known.insert(name, fact);
                }
                (FactState::Known | FactState::Unknown, _) => {}
                (state, last) => {
                    if state.is_awaited() {
                        self.known.remove(&name);
                    }
                    let (source, words, subject, since_ms) = (told.source, told.words, told.subject, told.since_ms);
                    let awaited = Awaited { fact: name.clone(), state, source, words, subject, since_ms, last };
                    self.awaited.insert(name, awaited);
                }
            }
        }
        self
    }

    /// Those known facts whose name passes; what is awaited stays awaited.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> CaseFacts {
        let mut some = self.clone();
        some.known.retain(|name, _| keep(name));
        some
    }

    /// One fact with its source.
    pub fn fact(&self, name: &str) -> Option<&CaseFact> {
        self.known.get(name)
    }

    /// How a fact stands.
    pub fn state(&self, name: &str) -> FactState {
        match (self.known.get(name), self.awaited.get(name)) {
            (Some(_), _) => FactState::Known,
            (None, Some(awaited)) => awaited.state,
            (None, None) => FactState::Unknown,
        }
    }

    /// What sources were asked for and have not told, by name.
    pub fn awaited(&self) -> impl Iterator<Item = &Awaited> {
        self.awaited.values().filter(|awaited| !self.known.contains_key(&awaited.fact))
    }

    /// The source of this fact is still expected to tell: nobody else is asked.
    pub fn is_awaited(&self, name: &str) -> bool {
        self.state(name).is_awaited()
    }

    /// Facts an officer recorded from another paper.
    pub fn recorded(&self) -> &BTreeSet<String> {
        &self.recorded
    }

    /// Those facts that the service's rules and questions use: nothing else is kept with a case.
    pub fn used_by(&self, service: &Service) -> Vec<CaseFact> {
        let used = names_used(service);
        self.known.values().filter(|f| used.iter().any(|name| *name == f.fact)).cloned().collect()
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = &CaseFact> {
        self.known.values()
    }
}

impl Facts for CaseFacts {
    fn get(&self, name: &str) -> Option<Known> {
        self.known.get(name).map(|fact| Known {
            value: fact.value.clone(),
            source: Some(fact.source.clone()),
            as_of: fact.as_of,
        })
    }
}

fn held(name: &str, known: Known) -> CaseFact {
    CaseFact {
        fact: name.to_owned(),
        value: known.value,
        answered: false,
        source: known.source.unwrap_or_else(|| Text::new("登记信息", "register")),
        as_of: known.as_of,
    }
}

/// Every fact a service's rules name, once, in order: what decides something.
pub fn names_in_rules(service: &Service) -> Vec<&str> {
    service.facts_in_rules()
}

/// Every fact a service uses: those its rules name, then those its form asks for besides.
pub fn names_used(service: &Service) -> Vec<&str> {
    let mut names = names_in_rules(service);
    for ask in &service.asks {
        if !names.contains(&ask.fact.as_str()) {
            names.push(&ask.fact);
        }
    }
    names
}

/// The facts this applicant has to be asked: used by the service and held by no register.
pub fn questions<'a>(book: &'a Playbook, service: &'a Service, facts: &CaseFacts) -> Vec<&'a Fact> {
    names_used(service)
        .into_iter()
        .filter(|name| facts.fact(name).is_none_or(|f| f.answered) && !facts.is_awaited(name))
        .filter_map(|name| book.catalogue.get(name))
        .filter(|fact| fact.shape != Shape::Signature)
        .collect()
}

#[cfg(test)]
mod tests {
    use civic::Date;
    use rules::{FactKind, Value};

    use super::*;

    const TODAY: Date = Date::constant(2020, 3, 3);

    fn fact(kind: FactKind) -> Fact {
        Fact {
            name: "headcount".into(),
            kind,
            shape: Shape::Plain,
            unit: None,
            words: Text::new("在岗人数", "staff on site"),
            question: None,
            hint: None,
            register: None,
            min: Some(0),
            max: Some(1000),
        }
    }

    #[test]
    fn a_register_wins_over_an_answer() {
        let mut catalogue = Catalogue::default();
        catalogue.add(fact(FactKind::Int)).unwrap();
        let answer = read_answer(&fact(FactKind::Int), "5", TODAY).unwrap().unwrap();
        let register = BTreeMap::from([("headcount".to_owned(), Value::Int(80))]);
        let facts = CaseFacts::gather(&catalogue, &register, vec![answer]);
        assert_eq!(facts.fact("headcount").map(|f| &f.value), Some(&Value::Int(80)));
        assert!(!facts.fact("headcount").unwrap().answered);
    }
}
