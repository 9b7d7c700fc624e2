//! What rules say of each other: does one follow from another, can they hold together, for whom not.
//!
//! An answer is proven, or a counterexample that was tried on the rules themselves, or "not decided".

mod columns;
mod example;
mod form;
mod idle;
mod linear;
mod same;
mod search;
mod set;
mod stretch;
mod tried;

use std::collections::BTreeMap;

use civic::Date;
use civic::text::Text;

use crate::catalogue::under;
use crate::{Parameters, Rule, Truth, Value};

pub use example::Example;
use form::Form;
pub use idle::Idle;
use search::Found;
use stretch::Stretch;

/// Statements looked at before giving up, for one question and stretch of days.
const WORK_MAX: usize = 400_000;
/// Most stretches of days between changes of parameters.
const STRETCHES_MAX: usize = 100;

/// The verdict that is wished of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It does not hold, or facts are missing.
    NotTrue,
    /// It holds, or facts are missing.
    NotFalse,
}

/// Which facts a subject may lack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lacking {
    /// Those of which a rule asks whether they are on record; all others are known in the end.
    #[default]
    WhereAsked,
    /// Every fact.
    Any,
}

/// What is certain.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is so, for every subject on every day asked about.
    Proven,
    /// It is not so: this subject shows it. Tried by evaluating the rules.
    Counterexample(Box<Example>),
    /// Neither was found.
    NotDecided(Why),
}

/// Why nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The rules have too many cases, words or days.
    TooMuch,
    /// The arithmetic is beyond what is decided here.
    Arithmetic,
    /// The rules were read with different declarations of this fact.
    FactsDiffer(String),
}

impl Why {
    /// In words.
    pub fn words(&self) -> Text {
        match self {
            Why::TooMuch => Text::new("情形太多", "there are too many cases"),
            Why::Arithmetic => Text::new("算式太复杂", "the arithmetic is too involved"),
            Why::FactsDiffer(name) => Text::new(
                format!("两处对 `{name}` 的定义不同"),
                format!("`{name}` is declared differently in two places"),
            ),
        }
    }
}

impl Answer {
    /// True if it is certainly so.
    pub fn is_proven(&self) -> bool {
        *self == Answer::Proven
    }

    /// The subject that shows it is not so.
    pub fn example(&self) -> Option<&Example> {
        match self {
            Answer::Counterexample(example) => Some(example),
            _ => None,
        }
    }
}

/// Compares rules on a day, or on all days of a stretch.
///
/// Facts take every value of their kind: numbers between their bounds, codes from their list, any
/// text. On each day parameters have the value in force.
///
/// ```
/// # use civic::{Date, text::Text};
/// # use rules::{Catalogue, Fact, FactKind, Parameters, Rule, logic::Logic};
/// # let mut catalogue = Catalogue::default();
/// # catalogue.add(Fact { name: "headcount".into(), kind: FactKind::Int, shape: rules::Shape::Plain, unit: None, words: Text::new("人数", "headcount"),
/// #     question: None, hint: None, register: None, min: Some(0), max: None })?;
/// # let parameters = Parameters::default();
/// # let rule = |text: &str| Rule::parse(text, &catalogue, &parameters).map_err(|errors| format!("{errors:?}"));
/// let logic = Logic::on(&parameters, Date::constant(2020, 3, 3));
/// let (large, some) = (rule("headcount >= 10")?, rule("headcount > 2")?);
/// assert!(logic.implies(&[&large], &some).is_proven());
/// let answer = logic.implies(&[&some], &large);
/// assert_eq!(answer.example().map(|one| one.in_words().en), Some("headcount 3".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Logic<'a> {
    parameters: &'a Parameters,
    from: Date,
    until: Date,
    lacking: Lacking,
    given: Vec<(String, Value)>,
}

impl<'a> Logic<'a> {
    /// On one day.
    pub fn on(parameters: &'a Parameters, day: Date) -> Logic<'a> {
        Logic::during(parameters, day, day)
    }

    /// On every day from one to another, both included.
    pub fn during(parameters: &'a Parameters, from: Date, until: Date) -> Logic<'a> {
        Logic { parameters, from, until, lacking: Lacking::default(), given: Vec::new() }
    }

    /// Which facts may be lacking.
    #[must_use]
    pub fn lacking(mut self, lacking: Lacking) -> Logic<'a> {
        self.lacking = lacking;
        self
    }

    /// Only subjects of which this is known.
    #[must_use]
    pub fn given(mut self, fact: &str, value: Value) -> Logic<'a> {
        self.given.push((under(fact), value));
        self
    }

    /// Nobody has all these verdicts; the counterexample is somebody who has.
    pub fn nobody(&self, wishes: &[(&Rule, Verdict)]) -> Answer {
        let rules: Vec<&Rule> = wishes.iter().map(|(rule, _)| *rule).collect();
        let Some(stretches) = self.stretches(&rules) else {
            return Answer::NotDecided(Why::TooMuch);
        };
        let mut open = None;
        for days in stretches {
            match self.nobody_between(wishes, days) {
                Answer::Proven => {}
                Answer::NotDecided(why) => open = Some(why),
                found => return found,
            }
        }
        open.map_or(Answer::Proven, Answer::NotDecided)
    }

    /// No subject meets all of them.
    pub fn never(&self, rules: &[&Rule]) -> Answer {
        self.nobody(&rules.iter().map(|rule| (*rule, Verdict::True)).collect::<Vec<_>>())
    }

    /// Whether [`Logic::never`] is proven. Quicker, as no example is made up.
    pub fn surely_never(&self, rules: &[&Rule]) -> bool {
        self.surely_nobody(&rules.iter().map(|rule| (*rule, Verdict::True)).collect::<Vec<_>>())
    }

    /// Every subject meets it.
    pub fn always(&self, rule: &Rule) -> Answer {
        self.implies(&[], rule)
    }

    /// Whoever meets all of the first meets the last.
    pub fn implies(&self, given: &[&Rule], then: &Rule) -> Answer {
        self.covered(given, &[then])
    }

    /// Whether [`Logic::implies`] is proven. Quicker, as no example is made up.
    pub fn surely_implies(&self, given: &[&Rule], then: &Rule) -> bool {
        let given = given.iter().map(|rule| (*rule, Verdict::True));
        self.surely_nobody(&given.chain([(then, Verdict::NotTrue)]).collect::<Vec<_>>())
    }

    /// No subject meets both.
    pub fn disjoint(&self, one: &Rule, other: &Rule) -> Answer {
        self.never(&[one, other])
    }

    /// Whoever meets one meets the other.
    pub fn equivalent(&self, one: &Rule, other: &Rule) -> Answer {
        match self.implies(&[one], other) {
            Answer::Proven => self.implies(&[other], one),
            Answer::NotDecided(why) => match self.implies(&[other], one) {
                Answer::Proven | Answer::NotDecided(_) => Answer::NotDecided(why),
                found => found,
            },
            found => found,
        }
    }

    /// Whoever meets all of the first meets at least one of the branches.
    pub fn covered(&self, situation: &[&Rule], branches: &[&Rule]) -> Answer {
        let wishes = |miss: Verdict| -> Vec<(&Rule, Verdict)> {
            let meets = situation.iter().map(|rule| (*rule, Verdict::True));
            meets.chain(branches.iter().map(|rule| (*rule, miss))).collect()
        };
        // somebody who certainly meets none is easier to see than somebody of whom it is unknown
        match self.nobody(&wishes(Verdict::False)) {
            Answer::Counterexample(example) => Answer::Counterexample(example),
            _ => self.nobody(&wishes(Verdict::NotTrue)),
        }
    }

    /// The verdict on an example.
    pub fn verdict(&self, rule: &Rule, example: &Example) -> Truth {
        rule.evaluate(&example.facts, self.parameters, example.on)
    }

    fn nobody_between(&self, wishes: &[(&Rule, Verdict)], days: (Date, Date)) -> Answer {
        let rules: Vec<&Rule> = wishes.iter().map(|(rule, _)| *rule).collect();
        let stretch = match Stretch::of(self, &rules, days) {
            Ok(stretch) => stretch,
            Err(why) => return Answer::NotDecided(why),
        };
        let Ok(forms) = stretch.forms(wishes) else {
            return Answer::NotDecided(Why::Arithmetic);
        };
        match stretch.search(&forms.iter().collect::<Vec<&Form>>()) {
            Found::Nothing => Answer::Proven,
            Found::Open(why) => Answer::NotDecided(why),
            Found::Model(model) => match example::of(self, &stretch.columns, &model, wishes) {
                Some(example) => Answer::Counterexample(Box::new(example)),
                None => Answer::NotDecided(Why::Arithmetic),
            },
        }
    }

    /// Whether [`Logic::nobody`] is proven, without making up an example where it is not.
    fn surely_nobody(&self, wishes: &[(&Rule, Verdict)]) -> bool {
        let rules: Vec<&Rule> = wishes.iter().map(|(rule, _)| *rule).collect();
        let Some(stretches) = self.stretches(&rules) else { return false };
        stretches.into_iter().all(|days| {
            let Ok(stretch) = Stretch::of(self, &rules, days) else { return false };
            let Ok(forms) = stretch.forms(wishes) else { return false };
            matches!(stretch.search(&forms.iter().collect::<Vec<&Form>>()), Found::Nothing)
        })
    }

    /// Stretches of days in which the parameters of these rules stay as they are.
    fn stretches(&self, rules: &[&Rule]) -> Option<Vec<(Date, Date)>> {
        let mut starts = vec![self.from];
        let mut names: Vec<&str> = rules.iter().flat_map(|rule| rule.parameters()).collect();
        names.sort_unstable();
        names.dedup();
        for entry in names.into_iter().flat_map(|name| self.parameters.entries(name)) {
            starts.push(entry.from);
            starts.extend(entry.until.and_then(|until| until.tomorrow().ok()));
        }
        starts.retain(|day| (self.from..=self.until).contains(day));
        starts.sort_unstable();
        starts.dedup();
        if starts.len() > STRETCHES_MAX {
            return None;
        }
        let ends = starts.iter().skip(1).filter_map(|day| day.yesterday().ok()).chain([self.until]);
        Some(starts.iter().copied().zip(ends).collect())
    }

    /// The verdicts on a subject are as wished.
    fn has(&self, wishes: &[(&Rule, Verdict)], facts: &BTreeMap<String, Value>, on: Date) -> bool {
        wishes.iter().all(|(rule, wish)| wish.is_met_by(rule.evaluate(facts, self.parameters, on)))
    }

    /// The verdicts are as wished and certain, whatever the facts that are not named turn out to be.
    fn surely_has(&self, wishes: &[(&Rule, Verdict)], facts: &BTreeMap<String, Value>, on: Date) -> bool {
        wishes.iter().all(|(rule, wish)| {
            let truth = rule.evaluate(facts, self.parameters, on);
            truth != Truth::Unknown && wish.is_met_by(truth)
        })
    }
}
