//! The facts a case rests on: what registers hold first, then what the applicant answered.

use std::collections::{BTreeMap, BTreeSet};

use civic::money::Fen;
use civic::{Date, Problem, Text};
use playbook::{Playbook, Service};
use rules::{Catalogue, Fact, FactKind, Facts, Known, Shape, Value};

use crate::cases::completeness::fact_field;
use crate::cases::form_shapes;
use crate::cases::model::CaseFact;
pub use crate::sources::FactState;
use crate::sources::SourceFacts;

/// Longest free-text answer, characters.
pub const TEXT_MAX: usize = 500;

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

/// Reads one typed answer. `Ok(None)` = left empty, which is allowed in a draft.
///
/// # Errors
/// A value of the wrong kind or outside its bounds, said with the field and the bound.
pub fn read_answer(fact: &Fact, typed: &str, today: Date) -> Result<Option<CaseFact>, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let value = match &fact.kind {
        _ if fact.shape.is_text_of_its_own() => Value::Text(form_shapes::read(fact, typed, today)?),
        FactKind::Bool => match typed {
            "yes" => Value::Bool(true),
            // a declaration that is not ticked is not made; nobody declares the contrary
            "no" if fact.shape == Shape::Declaration => return Ok(None),
            "no" => Value::Bool(false),
            _ => return Err(not_one_of(fact)),
        },
        FactKind::Int => Value::Int(bounded(fact, whole(fact, typed)?)?),
        FactKind::Money => {
            let fen = Fen::parse(typed).map_err(|problem| problem.at(fact_field(&fact.name)))?;
            Value::Int(bounded(fact, fen.0)?)
        }
        FactKind::Date => Value::Date(typed.parse().map_err(|_| not_a_day(fact))?),
        FactKind::Code(codes) => match codes.iter().find(|(code, _)| code == typed) {
            Some((code, _)) => Value::Text(code.clone()),
            None => return Err(not_one_of(fact)),
        },
        FactKind::Text if typed.chars().count() > TEXT_MAX => return Err(too_long(fact, TEXT_MAX)),
        FactKind::Text => Value::Text(typed.chars().filter(|c| !c.is_control() || *c == '\n').collect()),
    };
    Ok(Some(CaseFact {
        fact: fact.name.clone(),
        value,
        answered: true,
        source: Text::new("申请人填写", "said by the applicant"),
        as_of: Some(today),
    }))
}

/// The value as it stands in a form field.
pub fn typed(fact: &Fact, value: &Value) -> String {
    match (&fact.kind, value) {
        (_, Value::Bool(yes)) => (if *yes { "yes" } else { "no" }).to_owned(),
        (FactKind::Money, Value::Int(fen)) => Fen(*fen).show(),
        (_, Value::Int(number)) => number.to_string(),
        (_, Value::Date(day)) => day.to_string(),
        (_, Value::Text(text)) => text.clone(),
    }
}

/// A fact about a person rather than the enterprise: shown masked, never written back into a page.
pub fn is_personal(fact: &Fact) -> bool {
    matches!(fact.shape, Shape::Phone | Shape::ResidentId)
}

/// The value as a person reads it: a code by its name, a number with its unit.
pub fn shown(fact: Option<&Fact>, value: &Value, lang: civic::text::Lang) -> String {
    match (fact.map(|f| &f.kind), value) {
        (Some(FactKind::Code(codes)), Value::Text(code)) => {
            codes.iter().find(|(c, _)| c == code).map_or_else(|| code.clone(), |(_, name)| name.get(lang).to_owned())
        }
        (Some(FactKind::Money), Value::Int(fen)) => match lang {
            civic::text::Lang::Zh => format!("{} 元", Fen(*fen).show()),
            civic::text::Lang::En => format!("{} yuan", Fen(*fen).show()),
        },
        (_, Value::Text(text)) => form_shapes::shown(fact, text, lang),
        _ => value.show(lang),
    }
}

fn whole(fact: &Fact, typed: &str) -> Result<i64, Problem> {
    let plain: String = typed
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect();
    plain.parse().map_err(|_| {
        problem(fact, "cases/not-a-number", ("要填整数", "has to be a whole number"), ("例如 12", "for example 12"))
    })
}

fn bounded(fact: &Fact, value: i64) -> Result<i64, Problem> {
    let show = |bound: i64| if fact.kind == FactKind::Money { Fen(bound).show() } else { bound.to_string() };
    match (fact.min, fact.max) {
        (Some(min), _) if value < min => Err(problem(
            fact,
            "cases/too-small",
            (&format!("不能小于 {}", show(min)), &format!("cannot be less than {}", show(min))),
            ("请核对后重填", "check and type it again"),
        )),
        (_, Some(max)) if value > max => Err(problem(
            fact,
            "cases/too-large",
            (&format!("不能大于 {}", show(max)), &format!("cannot be more than {}", show(max))),
            ("请核对后重填", "check and type it again"),
        )),
        _ => Ok(value),
    }
}

fn not_one_of(fact: &Fact) -> Problem {
    problem(
        fact,
        "cases/not-a-choice",
        ("不在选项里", "is none of the choices"),
        ("请从列出的选项中选一个", "choose one of those listed"),
    )
}

fn not_a_day(fact: &Fact) -> Problem {
    problem(
        fact,
        "cases/not-a-day",
        ("不是一个日期", "is not a day of the calendar"),
        ("请按 2020-03-03 的样子填写", "write it like 2020-03-03"),
    )
}

pub(crate) fn too_long(fact: &Fact, most: usize) -> Problem {
    problem(
        fact,
        "cases/too-long",
        (&format!("最多 {most} 字"), &format!("may have at most {most} characters")),
        ("请写要点", "keep to the main points"),
    )
}

pub(crate) fn problem(fact: &Fact, code: &'static str, what: (&str, &str), next: (&str, &str)) -> Problem {
    Problem::new(
        fact_field(&fact.name),
        code,
        Text::new(format!("“{}”{}", fact.words.zh, what.0), format!("`{}` {}", fact.words.en, what.1)),
        Text::new(next.0, next.1),
    )
}

#[cfg(test)]
mod tests {
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

    fn read(kind: FactKind, typed: &str) -> Result<Option<Value>, &'static str> {
        match read_answer(&fact(kind), typed, TODAY) {
            Ok(found) => Ok(found.map(|f| f.value)),
            Err(problem) => Err(problem.code),
        }
    }

    #[test]
    fn reads_numbers_as_people_type_them() {
        assert_eq!(read(FactKind::Int, " １２ "), Ok(Some(Value::Int(12))));
        assert_eq!(read(FactKind::Int, "1,000"), Ok(Some(Value::Int(1000))));
        assert_eq!(read(FactKind::Int, ""), Ok(None));
    }

    #[test]
    fn refuses_what_is_no_number_or_out_of_bounds() {
        assert_eq!(read(FactKind::Int, "十二"), Err("cases/not-a-number"));
        assert_eq!(read(FactKind::Int, "1001"), Err("cases/too-large"));
        assert_eq!(read(FactKind::Int, "-1"), Err("cases/too-small"));
        assert_eq!(read(FactKind::Int, "99999999999999999999"), Err("cases/not-a-number"));
    }

    #[test]
    fn refuses_a_code_that_was_not_offered() {
        let codes = FactKind::Code(vec![("low".into(), Text::new("低", "low"))]);
        assert_eq!(read(codes.clone(), "low"), Ok(Some(Value::Text("low".into()))));
        assert_eq!(read(codes, "green"), Err("cases/not-a-choice"));
        assert_eq!(read(FactKind::Bool, "true"), Err("cases/not-a-choice"));
    }

    #[test]
    fn refuses_a_day_that_never_was() {
        assert_eq!(read(FactKind::Date, "2020-02-30"), Err("cases/not-a-day"));
        assert_eq!(read(FactKind::Date, "2020-02-29"), Ok(Some(Value::Date(Date::constant(2020, 2, 29)))));
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
