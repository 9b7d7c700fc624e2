//! The facts of a problem as columns, each with the values it can have.
//!
//! Words (codes, texts, yes and no) come from one list for the whole problem. A free text needs, beside
//! the words the rules name, only some that they do not: for every beginning the rules ask about, and
//! for none, as many fresh words as there are texts to be told apart.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use civic::Date;

use super::Why;
use super::set::Set;
use crate::ast::{Condition, Expr, FactAt, Leaf, Term};
use crate::evaluate::day_number;
use crate::{Fact, FactKind, Rule, Value};

/// Most words of one problem.
const WORDS_MAX: usize = 4_096;

/// One fact, or the day of judging.
#[derive(Clone, Debug)]
pub(super) struct Column<'r> {
    /// `None` = the day of judging.
    pub fact: Option<&'r Fact>,
    /// A rule asks whether it is on record.
    pub asked_for: bool,
    /// What it can be where it is known.
    pub set: Set,
    /// The number it should be near to in an example.
    pub wish: i64,
}

/// A value that is not reckoned with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word<'r> {
    Text(Cow<'r, str>),
    Bool(bool),
}

impl<'r> Word<'r> {
    /// The value as a word; `None` for numbers and days.
    fn of(value: &'r Value) -> Option<Word<'r>> {
        match value {
            Value::Text(text) => Some(Word::Text(Cow::Borrowed(text))),
            Value::Bool(value) => Some(Word::Bool(*value)),
            Value::Int(_) | Value::Date(_) => None,
        }
    }

    pub fn value(&self) -> Value {
        match self {
            Word::Text(text) => Value::Text(text.clone().into_owned()),
            Word::Bool(value) => Value::Bool(*value),
        }
    }
}

/// All columns of a problem.
#[derive(Clone, Debug)]
pub(super) struct Columns<'r> {
    /// The facts in the order of their names, then the day.
    pub all: Vec<Column<'r>>,
    pub words: Vec<Word<'r>>,
    /// The day of judging, which moves within a stretch of days.
    pub today: usize,
    /// A rule asks which day it is.
    pub dated: bool,
}

/// A rule with its parameters as they are in a stretch of days.
#[derive(Clone, Debug)]
pub(super) struct Fixed<'r> {
    pub rule: &'r Rule,
    pub parameters: Vec<Option<&'r Value>>,
}

impl<'r> Fixed<'r> {
    pub fn expr(&self) -> &'r Expr {
        &self.rule.parts().expr
    }

    pub fn facts(&self) -> &'r [Arc<Fact>] {
        &self.rule.parts().facts
    }

    /// A term's value where no fact decides it.
    pub fn value<'t>(&self, term: &'t Term) -> Option<Word<'t>>
    where
        'r: 't,
    {
        match term {
            Term::Fact(_) => None,
            Term::Parameter(at) => self.parameters[*at].and_then(Word::of),
            Term::Text(text) => Some(Word::Text(Cow::Borrowed(text))),
            Term::Bool(value) => Some(Word::Bool(*value)),
        }
    }
}

impl<'r> Columns<'r> {
    /// The columns of these rules between two days.
    pub fn of(rules: &[Fixed<'r>], given: &'r [(String, Value)], from: Date, until: Date) -> Result<Columns<'r>, Why> {
        let facts = facts(rules)?;
        let leaves = leaves(rules);
        let words = words(rules, given, &facts, &leaves)?;
        let today = day_number(from);
        let asked_for = |name: &str| {
            leaves.iter().any(|(at, leaf)| match &leaf.condition {
                Condition::Recorded { fact, .. } => rules[*at].facts()[*fact].name == name,
                _ => false,
            })
        };
        let mut all: Vec<Column<'r>> = Vec::with_capacity(facts.len() + 1);
        for fact in facts {
            all.push(Column {
                fact: Some(fact),
                asked_for: asked_for(&fact.name),
                set: everything(fact, &words),
                wish: if fact.kind == FactKind::Date { today } else { 0 },
            });
        }
        all.push(Column { fact: None, asked_for: false, set: Set::between(today, day_number(until)), wish: today });
        let today = all.len() - 1;
        let dated = leaves.iter().any(|(_, leaf)| leaf.condition.asks_the_day());
        let mut columns = Columns { all, words, today, dated };
        for (name, value) in given {
            if let Some(at) = columns.named_fact(name) {
                let only = columns.only(at, value);
                columns.all[at].set = columns.all[at].set.and(&only);
            }
        }
        Ok(columns)
    }

    fn named_fact(&self, name: &str) -> Option<usize> {
        let name_of = |column: &Column<'r>| column.fact.map_or("", |fact| &fact.name);
        self.all[..self.today].binary_search_by(|column| name_of(column).cmp(name)).ok()
    }

    /// The column of a rule's fact.
    pub fn of_fact(&self, fixed: &Fixed<'_>, at: FactAt) -> usize {
        // every fact of every rule was entered
        self.named_fact(&fixed.facts()[at].name).unwrap_or(self.today)
    }

    /// One value as a set, empty if the column cannot hold it.
    fn only(&self, at: usize, value: &Value) -> Set {
        match (&self.all[at].set, value) {
            (Set::Numbers(_), Value::Int(number)) => Set::between(*number, *number),
            (Set::Numbers(_), Value::Date(day)) => Set::between(day_number(*day), day_number(*day)),
            (Set::Numbers(_), _) => Set::between(1, 0),
            (Set::Words(_), value) => self.named(|word| Some(word) == Word::of(value).as_ref()),
        }
    }

    /// The words of which something is true.
    pub fn named(&self, is: impl Fn(&Word<'_>) -> bool) -> Set {
        let places = self.words.iter().enumerate().filter(|(_, word)| is(word)).map(|(at, _)| at);
        Set::words(places, self.words.len())
    }
}

/// Every fact of the rules once, in the order of their names.
fn facts<'r>(rules: &[Fixed<'r>]) -> Result<Vec<&'r Fact>, Why> {
    let mut facts: Vec<&'r Fact> = Vec::new();
    for fact in rules.iter().flat_map(|fixed| fixed.facts()) {
        match facts.binary_search_by(|known| known.name.cmp(&fact.name)) {
            Ok(at) => {
                let known = facts[at];
                let alike = std::ptr::eq(known, &**fact)
                    || (&known.kind, known.min, known.max) == (&fact.kind, fact.min, fact.max);
                if !alike {
                    return Err(Why::FactsDiffer(fact.name.clone()));
                }
            }
            Err(at) => facts.insert(at, fact),
        }
    }
    Ok(facts)
}

/// Every value of a fact.
fn everything(fact: &Fact, words: &[Word<'_>]) -> Set {
    let named = |is: &dyn Fn(&Word<'_>) -> bool| {
        Set::words(words.iter().enumerate().filter(|(_, word)| is(word)).map(|(at, _)| at), words.len())
    };
    match &fact.kind {
        FactKind::Bool => named(&|word| matches!(word, Word::Bool(_))),
        FactKind::Text => named(&|word| matches!(word, Word::Text(_))),
        FactKind::Code(codes) => {
            let codes: BTreeSet<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
            named(&|word| matches!(word, Word::Text(text) if codes.contains(&**text)))
        }
        FactKind::Int | FactKind::Money => Set::between(fact.min.unwrap_or(i64::MIN), fact.max.unwrap_or(i64::MAX)),
        FactKind::Date => Set::between(day_number(Date::MIN), day_number(Date::MAX)),
    }
}

fn leaves<'r>(rules: &[Fixed<'r>]) -> Vec<(usize, &'r Leaf)> {
    let (mut all, mut own) = (Vec::new(), Vec::new());
    for (at, fixed) in rules.iter().enumerate() {
        fixed.expr().leaves(&mut own);
        all.extend(own.drain(..).map(|leaf| (at, leaf)));
    }
    all
}

/// Every word that can make a difference: fresh ones first, then those the rules name, then all codes.
fn words<'r>(
    rules: &[Fixed<'r>],
    given: &'r [(String, Value)],
    facts: &[&'r Fact],
    leaves: &[(usize, &'r Leaf)],
) -> Result<Vec<Word<'r>>, Why> {
    let texts = facts.iter().filter(|fact| fact.kind == FactKind::Text).count();
    let mut named: Vec<Cow<'r, str>> = Vec::new();
    let mut prefixes: BTreeSet<&str> = BTreeSet::from([""]);
    let mut compared = false;
    for (at, leaf) in leaves {
        let mut add = |term: &'r Term| {
            if let Some(Word::Text(text)) = rules[*at].value(term) {
                named.push(text);
            }
        };
        match &leaf.condition {
            Condition::Same { left, right, .. } => {
                compared |= matches!((left, right), (Term::Fact(_), Term::Fact(_)));
                [left, right].into_iter().for_each(&mut add);
            }
            Condition::OneOf { values, .. } => values.iter().for_each(&mut add),
            Condition::Prefix { prefix, .. } => {
                prefixes.insert(prefix);
            }
            _ => {}
        }
    }
    named.extend(given.iter().filter_map(|(_, value)| match value {
        Value::Text(text) => Some(Cow::Borrowed(text.as_str())),
        _ => None,
    }));
    for fact in facts {
        if let FactKind::Code(codes) = &fact.kind {
            named.extend(codes.iter().map(|(code, _)| Cow::Borrowed(code.as_str())));
        }
    }
    let mut seen: BTreeSet<Cow<'r, str>> = BTreeSet::new();
    named.retain(|word| seen.insert(word.clone()));
    let mut all: Vec<Word<'r>> = Vec::with_capacity(named.len() + 2);
    if texts > 0 {
        let each = if compared { texts } else { 1 };
        if prefixes.len().saturating_mul(each) > WORDS_MAX {
            return Err(Why::TooMuch);
        }
        for prefix in &prefixes {
            all.extend(fresh(prefix, each, &prefixes, &seen).into_iter().map(|word| Word::Text(Cow::Owned(word))));
        }
    }
    all.extend(named.into_iter().map(Word::Text));
    all.extend([Word::Bool(true), Word::Bool(false)]);
    if all.len() > WORDS_MAX { Err(Why::TooMuch) } else { Ok(all) }
}

/// Words that begin so and have no longer beginning that is asked about, and are not named.
fn fresh(prefix: &str, count: usize, prefixes: &BTreeSet<&str>, named: &BTreeSet<Cow<'_, str>>) -> Vec<String> {
    // a longer beginning takes away one next sign at most, so enough signs are left
    let longer = |c: char| {
        let begun = format!("{prefix}{c}");
        prefixes.range(begun.as_str()..).next().is_some_and(|other| other.starts_with(&begun))
    };
    let signs = "xyz".chars().chain('a'..='z').chain('0'..='9').chain('\u{4e00}'..='\u{9fff}');
    let Some(sign) = signs.into_iter().find(|c| !longer(*c)) else {
        return Vec::new();
    };
    let one = std::iter::once(format!("{prefix}{sign}"));
    let more = (1..).map(|number| format!("{prefix}{sign}{number}"));
    one.chain(more).filter(|word| !named.contains(word.as_str())).take(count).collect()
}
