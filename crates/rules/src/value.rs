//! What a fact can hold, and truth in three values: unknown is neither true nor false.

use std::collections::{BTreeMap, HashMap};

use civic::Date;
use civic::text::{Lang, Text};
use serde::{Serialize, Serializer};

/// The verdict of a rule or a condition, after Kleene: a missing fact makes it unknown, never false.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// Holds, whatever the unknown facts turn out to be.
    True,
    /// Does not hold, whatever the unknown facts turn out to be.
    False,
    /// The facts at hand do not decide it.
    Unknown,
}

impl Truth {
    /// Both: false as soon as one side is false.
    #[must_use]
    pub const fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// Either: true as soon as one side is true.
    #[must_use]
    pub const fn or(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::True, _) | (_, Truth::True) => Truth::True,
            (Truth::False, Truth::False) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The opposite; the opposite of unknown is unknown.
    #[must_use]
    pub const fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    /// The mark shown before a condition: `✓`, `✗` or `?`.
    pub const fn mark(self) -> char {
        match self {
            Truth::True => '✓',
            Truth::False => '✗',
            Truth::Unknown => '?',
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

/// A known value. Money is [`Value::Int`] in fen, a code is [`Value::Text`].
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A count, a measure, or money in fen.
    Int(i64),
    /// Free text, or the code of a code list.
    Text(String),
    /// A calendar day.
    Date(Date),
}

impl Value {
    /// The value as a person reads it, without knowing its fact: `是`, `12`, `low`, `2020-03-03`.
    pub fn show(&self, lang: Lang) -> String {
        match (self, lang) {
            (Value::Bool(true), Lang::Zh) => "是".to_owned(),
            (Value::Bool(false), Lang::Zh) => "否".to_owned(),
            (Value::Bool(true), Lang::En) => "yes".to_owned(),
            (Value::Bool(false), Lang::En) => "no".to_owned(),
            (Value::Int(number), _) => number.to_string(),
            (Value::Text(text), _) => text.clone(),
            (Value::Date(date), _) => date.to_string(),
        }
    }
}

/// Writes the bare value: `true`, `12`, `"low"`, `"2020-03-03"`.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Bool(value) => to.serialize_bool(*value),
            Value::Int(value) => to.serialize_i64(*value),
            Value::Text(value) => to.serialize_str(value),
            Value::Date(value) => to.collect_str(value),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(value)
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Value {
        Value::Date(value)
    }
}

/// A value with its origin, so that an explanation can say where it comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Known {
    /// The value met.
    pub value: Value,
    /// Who holds it: a register, the applicant.
    pub source: Option<Text>,
    /// The day it was true or recorded.
    #[serde(serialize_with = "date_as_text")]
    pub as_of: Option<Date>,
}

impl From<Value> for Known {
    fn from(value: Value) -> Known {
        Known { value, source: None, as_of: None }
    }
}

/// Writes a day as `2020-03-03`.
pub(crate) fn date_as_text<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => to.collect_str(date),
        None => to.serialize_none(),
    }
}

/// The facts of one subject. Names are written as in rules, with `_`.
///
/// A value of another kind than the fact was declared with counts as unknown, so a mistake in
/// a data source can never grant anything.
pub trait Facts {
    /// The value with its origin; `None` = unknown.
    fn get(&self, name: &str) -> Option<Known>;
}

impl Facts for BTreeMap<String, Value> {
    fn get(&self, name: &str) -> Option<Known> {
        BTreeMap::get(self, name).cloned().map(Known::from)
    }
}

impl Facts for HashMap<String, Value> {
    fn get(&self, name: &str) -> Option<Known> {
        HashMap::get(self, name).cloned().map(Known::from)
    }
}

impl Facts for BTreeMap<String, Known> {
    fn get(&self, name: &str) -> Option<Known> {
        BTreeMap::get(self, name).cloned()
    }
}

/// Knows nothing: every fact is unknown.
impl Facts for () {
    fn get(&self, _name: &str) -> Option<Known> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn truth_follows_the_tables_of_kleene() {
        let all = [True, False, Unknown];
        for a in all {
            for b in all {
                assert_eq!(a.and(b), b.and(a));
                assert_eq!(a.or(b), a.not().and(b.not()).not(), "de Morgan");
            }
            assert_eq!(a.not().not(), a);
            assert_eq!(a.and(False), False);
            assert_eq!(a.or(True), True);
            assert_eq!(a.and(True), a);
            assert_eq!(a.or(False), a);
        }
        assert_eq!(Unknown.and(Unknown), Unknown);
        assert_eq!(Unknown.or(Unknown), Unknown);
    }
}
