//! Three-valued evaluation: exact numbers, and unknown wherever a needed value is missing.

use std::cmp::Ordering;

use civic::Date;
use jiff::{SignedDuration, civil::date};

use crate::ast::{Condition, Expr, Of, Op, Sum, Term};
use crate::wide::Wide;
use crate::{Fact, FactKind, Truth, Value};

/// Day 0 of reckoning with days.
const EPOCH: Date = date(1970, 1, 1);

/// The values at hand for one evaluation, by place in the rule's lists.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    pub facts: Vec<Option<Value>>,
    pub parameters: Vec<Option<Value>>,
    pub today: Date,
}

/// Whether a value is of the kind its fact was declared with.
pub(crate) fn fits(fact: &Fact, value: &Value) -> bool {
    matches!(
        (&fact.kind, value),
        (FactKind::Bool, Value::Bool(_))
            | (FactKind::Int | FactKind::Money, Value::Int(_))
            | (FactKind::Text | FactKind::Code(_), Value::Text(_))
            | (FactKind::Date, Value::Date(_))
    )
}

/// Days from 1970-01-01 to that day.
pub(crate) fn day_number(day: Date) -> i64 {
    day.duration_since(EPOCH).as_hours() / 24
}

/// The day with that number; `None` outside the years -9999 to 9999.
pub(crate) fn day_at(number: i64) -> Option<Date> {
    let hours = number.checked_mul(24)?;
    EPOCH.checked_add(SignedDuration::try_from_hours(hours)?).ok()
}

impl Expr {
    /// The verdict over the values at hand.
    pub fn truth(&self, slots: &Slots) -> Truth {
        self.truth_by(&mut |leaf| leaf.truth(slots))
    }

    /// The verdict, where something else decides the conditions. Every condition is asked, in
    /// order from left to right.
    pub fn truth_by(&self, ask: &mut dyn FnMut(&Condition) -> Truth) -> Truth {
        match self {
            Expr::Const(value) => Truth::from(*value),
            Expr::Leaf(leaf) => ask(&leaf.condition),
            Expr::Not(inner) => inner.truth_by(ask).not(),
            Expr::All(children) => children.iter().fold(Truth::True, |truth, child| truth.and(child.truth_by(ask))),
            Expr::Any(children) => children.iter().fold(Truth::False, |truth, child| truth.or(child.truth_by(ask))),
        }
    }
}

impl Condition {
    pub fn truth(&self, slots: &Slots) -> Truth {
        let (truth, negated) = match self {
            Condition::Holds { what, wanted } => (same(what, &Term::Bool(*wanted), slots), false),
            Condition::Same { left, right, negated } => (same(left, right, slots), *negated),
            Condition::OneOf { what, values, negated } => {
                let one = |truth: Truth, value| truth.or(same(what, value, slots));
                (values.iter().fold(Truth::False, one), *negated)
            }
            Condition::Prefix { what, prefix, negated } => (starts(what, prefix, slots), *negated),
            Condition::Compare { left, op, right } => (compare(left, *op, right, slots), false),
            Condition::Range { what, low, high, negated } => {
                let from = compare(what, Op::AtLeast, low, slots);
                (from.and(compare(what, Op::AtMost, high, slots)), *negated)
            }
            Condition::Among { what, values, negated } => {
                let one = |truth: Truth, value| truth.or(compare(what, Op::Equal, value, slots));
                (values.iter().fold(Truth::False, one), *negated)
            }
            Condition::Recorded { fact, wanted } => (Truth::from(slots.facts[*fact].is_some() == *wanted), false),
        };
        if negated { truth.not() } else { truth }
    }
}

impl Term {
    /// The value, if it is known.
    pub fn value(&self, slots: &Slots) -> Option<Value> {
        match self {
            Term::Fact(at) => slots.facts[*at].clone(),
            Term::Parameter(at) => slots.parameters[*at].clone(),
            Term::Text(text) => Some(Value::Text(text.clone())),
            Term::Bool(value) => Some(Value::Bool(*value)),
        }
    }
}

fn same(left: &Term, right: &Term, slots: &Slots) -> Truth {
    match (left.value(slots), right.value(slots)) {
        (Some(left), Some(right)) => Truth::from(left == right),
        _ => Truth::Unknown,
    }
}

fn starts(what: &Term, prefix: &str, slots: &Slots) -> Truth {
    match what.value(slots) {
        Some(Value::Text(text)) => Truth::from(text.starts_with(prefix)),
        _ => Truth::Unknown,
    }
}

fn compare(left: &Sum, op: Op, right: &Sum, slots: &Slots) -> Truth {
    let (Some(left), Some(right)) = (left.value(slots), right.value(slots)) else {
        return Truth::Unknown;
    };
    let order = left.compare(&right);
    Truth::from(match op {
        Op::Equal => order == Ordering::Equal,
        Op::NotEqual => order != Ordering::Equal,
        Op::Less => order == Ordering::Less,
        Op::AtMost => order != Ordering::Greater,
        Op::More => order == Ordering::Greater,
        Op::AtLeast => order != Ordering::Less,
    })
}

impl Sum {
    /// The exact value in steps of 10^-scale; `None` as soon as one part is unknown, even one
    /// that would cancel out: SQL says the same.
    pub fn value(&self, slots: &Slots) -> Option<Wide> {
        let mut total = Wide::default();
        for part in &self.parts {
            let (a, b) = part.of.factors(slots)?;
            total.add_product(part.coefficient, a, b);
        }
        Some(total)
    }
}

impl Of {
    /// The two numbers multiplied with the coefficient.
    pub fn factors(self, slots: &Slots) -> Option<(i64, i64)> {
        let fact = |at: usize| slots.facts[at].as_ref().and_then(number);
        let parameter = |at: usize| slots.parameters[at].as_ref().and_then(number);
        Some(match self {
            Of::One => (1, 1),
            Of::Fact(at) => (fact(at)?, 1),
            Of::Parameter(at) => (parameter(at)?, 1),
            Of::ParameterTimesFact(rate, at) => (parameter(rate)?, fact(at)?),
            Of::Day(day) => (day_number(day), 1),
            Of::Today => (day_number(slots.today), 1),
        })
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Date(day) => Some(day_number(*day)),
        Value::Bool(_) | Value::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        assert_eq!(day_number(date(1970, 1, 1)), 0);
        assert_eq!(day_number(date(1969, 12, 31)), -1);
        assert_eq!(day_number(date(2020, 3, 1)) - day_number(date(2020, 2, 28)), 2);
        assert_eq!(day_at(18_324), Some(date(2020, 3, 3)));
        assert_eq!(day_number(date(2020, 3, 3)), 18_324);
        assert_eq!(day_at(i64::MAX), None);
    }
}
