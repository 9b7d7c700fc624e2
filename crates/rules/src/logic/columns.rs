//! The facts of a problem as columns, each with the values it can have.
//!
//! Words (codes, texts, yes and no) come from one list for the whole problem. A free text needs, beside
//! the words the rules name, only some that they do not: for every beginning the rules ask about, and
//! for none, as many fresh words as there are texts to be told apart.

use std::collections::{BTreeMap, BTreeSet};

use civic::Date;

use super::Why;
use super::set::Set;
use crate::ast::{Condition, Expr, FactAt, Leaf, Term};
use crate::catalogue::under;
use crate::evaluate::day_number;
use crate::{Fact, FactKind, Rule, Value};

/// Most words of one problem.
const WORDS_MAX: usize = 4_096;

/// One fact, or the day of judging.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// `None` = the day of judging.
    pub fact: Option<Fact>,
    /// A rule asks whether it is on record.
    pub asked_for: bool,
    /// What it can be where it is known.
    pub set: Set,
    /// The number it should be near to in an example.
    pub wish: i64,
}

/// All columns of a problem.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub all: Vec<Column>,
    pub words: Vec<Value>,
    by_name: BTreeMap<String, usize>,
    /// The day of judging, which moves within a stretch of days.
    pub today: usize,
    /// A rule asks which day it is.
    pub dated: bool,
}

/// A rule with its parameters as they are in a stretch of days.
#[derive(Clone, Debug)]
pub(super) struct Fixed<'a> {
    pub rule: &'a Rule,
    pub parameters: Vec<Option<Value>>,
}

impl<'a> Fixed<'a> {
    pub fn expr(&self) -> &'a Expr {
        self.rule.parts().0
    }

    pub fn facts(&self) -> &'a [Fact] {
        self.rule.parts().1
    }

    /// A term's value where no fact decides it.
    pub fn value(&self, term: &Term) -> Option<Value> {
        match term {
            Term::Fact(_) => None,
            Term::Parameter(at) => self.parameters[*at].clone(),
            Term::Text(text) => Some(Value::Text(text.clone())),
            Term::Bool(value) => Some(Value::Bool(*value)),
        }
    }
}

impl Columns {
    /// The columns of these rules between two days.
    pub fn of(rules: &[Fixed<'_>], given: &[(String, Value)], from: Date, until: Date) -> Result<Columns, Why> {
        let mut facts: BTreeMap<String, &Fact> = BTreeMap::new();
        for fact in rules.iter().flat_map(|fixed| fixed.facts()) {
            let known = facts.entry(fact.name.clone()).or_insert(fact);
            if (&known.kind, known.min, known.max) != (&fact.kind, fact.min, fact.max) {
                return Err(Why::FactsDiffer(fact.name.clone()));
            }
        }
        let words = words(rules, given, &facts)?;
        let asked = asked_for(rules);
        let today = day_number(from);
        let mut all: Vec<Column> = Vec::new();
        let mut by_name = BTreeMap::new();
        for (name, fact) in facts {
            by_name.insert(name.clone(), all.len());
            let dated = fact.kind == FactKind::Date;
            all.push(Column {
                fact: Some(fact.clone()),
                asked_for: asked.contains(&name),
                set: everything(fact, &words),
                wish: if dated { today } else { 0 },
            });
        }
        all.push(Column { fact: None, asked_for: false, set: Set::between(today, day_number(until)), wish: today });
        let today = all.len() - 1;
        let dated = leaves(rules).iter().any(|(_, leaf)| leaf.condition.asks_the_day());
        let mut columns = Columns { all, words, by_name, today, dated };
        for (name, value) in given {
            if let Some(at) = columns.by_name.get(&under(name)).copied() {
                let only = columns.only(at, value);
                columns.all[at].set = columns.all[at].set.and(&only);
            }
        }
        Ok(columns)
    }

    /// The column of a rule's fact.
    pub fn of_fact(&self, fixed: &Fixed<'_>, at: FactAt) -> usize {
        // every fact of every rule was entered
        self.by_name.get(&fixed.facts()[at].name).copied().unwrap_or(self.today)
    }

    /// One value as a set, empty if the column cannot hold it.
    fn only(&self, at: usize, value: &Value) -> Set {
        match (&self.all[at].set, value) {
            (Set::Numbers(_), Value::Int(number)) => Set::between(*number, *number),
            (Set::Numbers(_), Value::Date(day)) => Set::between(day_number(*day), day_number(*day)),
            (Set::Numbers(_), _) => Set::between(1, 0),
            (Set::Words(_), value) => self.named(|word| word == value),
        }
    }

    /// The words of which something is true.
    pub fn named(&self, is: impl Fn(&Value) -> bool) -> Set {
        let places = self.words.iter().enumerate().filter(|(_, word)| is(word)).map(|(at, _)| at);
        Set::words(places, self.words.len())
    }
}

/// Every value of a fact.
fn everything(fact: &Fact, words: &[Value]) -> Set {
    let named = |is: &dyn Fn(&Value) -> bool| {
        Set::words(words.iter().enumerate().filter(|(_, word)| is(word)).map(|(at, _)| at), words.len())
    };
    match &fact.kind {
        FactKind::Bool => named(&|word| matches!(word, Value::Bool(_))),
        FactKind::Text => named(&|word| matches!(word, Value::Text(_))),
        FactKind::Code(codes) => {
            let codes: BTreeSet<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
            named(&|word| matches!(word, Value::Text(text) if codes.contains(text.as_str())))
        }
        FactKind::Int | FactKind::Money => Set::between(fact.min.unwrap_or(i64::MIN), fact.max.unwrap_or(i64::MAX)),
        FactKind::Date => Set::between(day_number(Date::MIN), day_number(Date::MAX)),
    }
}

fn leaves<'a>(rules: &[Fixed<'a>]) -> Vec<(usize, &'a Leaf)> {
    let mut all = Vec::new();
    for (at, fixed) in rules.iter().enumerate() {
        let mut own = Vec::new();
        fixed.expr().leaves(&mut own);
        all.extend(own.into_iter().map(|leaf| (at, leaf)));
    }
    all
}

fn asked_for(rules: &[Fixed<'_>]) -> BTreeSet<String> {
    let each = leaves(rules).into_iter().filter_map(|(at, leaf)| match &leaf.condition {
        Condition::Recorded { fact, .. } => Some(rules[at].facts()[*fact].name.clone()),
        _ => None,
    });
    each.collect()
}

/// Every word that can make a difference: fresh ones first, then those the rules name, then all codes.
fn words(rules: &[Fixed<'_>], given: &[(String, Value)], facts: &BTreeMap<String, &Fact>) -> Result<Vec<Value>, Why> {
    let texts = facts.values().filter(|fact| fact.kind == FactKind::Text).count();
    let mut named: Vec<String> = Vec::new();
    let mut prefixes: BTreeSet<String> = BTreeSet::from([String::new()]);
    let mut compared = false;
    for (at, leaf) in leaves(rules) {
        let mut add = |term: &Term| {
            if let Some(Value::Text(text)) = rules[at].value(term) {
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
                prefixes.insert(prefix.clone());
            }
            _ => {}
        }
    }
    named.extend(given.iter().filter_map(|(_, value)| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }));
    let codes = facts.values().flat_map(|fact| match &fact.kind {
        FactKind::Code(codes) => codes.iter().map(|(code, _)| code.clone()).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    named.extend(codes);
    let mut seen = BTreeSet::new();
    named.retain(|word| seen.insert(word.clone()));
    let mut all: Vec<Value> = Vec::new();
    if texts > 0 {
        let each = if compared { texts } else { 1 };
        if prefixes.len().saturating_mul(each) > WORDS_MAX {
            return Err(Why::TooMuch);
        }
        for prefix in &prefixes {
            all.extend(fresh(prefix, each, &prefixes, &seen).into_iter().map(Value::Text));
        }
    }
    all.extend(named.into_iter().map(Value::Text));
    all.extend([Value::Bool(true), Value::Bool(false)]);
    if all.len() > WORDS_MAX { Err(Why::TooMuch) } else { Ok(all) }
}

/// Words that begin so and have no longer beginning that is asked about, and are not named.
fn fresh(prefix: &str, count: usize, prefixes: &BTreeSet<String>, named: &BTreeSet<String>) -> Vec<String> {
    // a longer beginning takes away one next sign at most, so enough signs are left
    let longer = |c: char| {
        let begun = format!("{prefix}{c}");
        prefixes.range(begun.clone()..).next().is_some_and(|other| other.starts_with(&begun))
    };
    let signs = "xyz".chars().chain('a'..='z').chain('0'..='9').chain('\u{4e00}'..='\u{9fff}');
    let Some(sign) = signs.into_iter().find(|c| !longer(*c)) else {
        return Vec::new();
    };
    let one = std::iter::once(format!("{prefix}{sign}"));
    let more = (1..).map(|number| format!("{prefix}{sign}{number}"));
    one.chain(more).filter(|word| !named.contains(word)).take(count).collect()
}
