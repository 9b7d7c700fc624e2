//! Kinds of operands and how a person calls them.

use civic::text::Text;
use sqlparser::ast::BinaryOperator;

use crate::ast::{Op, Sum, Term};
use crate::words::unit_words;
use crate::{Fact, FactKind};

/// What an operand is.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// Something to reckon with.
    Sum(Sum, Quantity),
    /// Something only to be compared.
    Word(Term, WordKind),
    /// `NULL`.
    Null,
    /// A condition, where a value is wanted.
    Truth,
    /// Already reported.
    Broken,
}

/// What a sum counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// A bare number: goes with everything but days of the calendar.
    Bare,
    /// A count or measure with a unit.
    Unit(String),
    /// A length of time in days.
    Days,
    /// Money in fen.
    Money,
    /// A day of the calendar.
    Date,
}

/// Kinds of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    Text,
    Code,
    Bool,
}

impl Quantity {
    pub fn of_unit(unit: Option<&str>) -> Quantity {
        match unit {
            None => Quantity::Bare,
            Some("fen") => Quantity::Money,
            Some("day" | "days") => Quantity::Days,
            Some(unit) => Quantity::Unit(unit.to_owned()),
        }
    }

    pub fn of_fact(fact: &Fact) -> Option<Quantity> {
        match fact.kind {
            FactKind::Int => Some(Quantity::of_unit(fact.unit.as_deref())),
            FactKind::Money => Some(Quantity::Money),
            FactKind::Date => Some(Quantity::Date),
            FactKind::Bool | FactKind::Text | FactKind::Code(_) => None,
        }
    }

    /// What two of these compared or added count, if they go together.
    pub fn join(&self, other: &Quantity) -> Option<Quantity> {
        match (self, other) {
            (a, b) if a == b => Some(a.clone()),
            (Quantity::Bare, other) | (other, Quantity::Bare) if *other != Quantity::Date => Some(other.clone()),
            _ => None,
        }
    }

    pub fn describe(&self) -> Text {
        match self {
            Quantity::Bare => Text::new("数", "a number"),
            Quantity::Unit(unit) => {
                let unit = unit_words(unit);
                Text::new(format!("以“{}”计的数", unit.zh), format!("a number of {}", unit.en))
            }
            Quantity::Days => Text::new("天数", "a number of days"),
            Quantity::Money => Text::new("金额", "money"),
            Quantity::Date => Text::new("日期", "a date"),
        }
    }
}

impl WordKind {
    pub fn describe(self) -> Text {
        match self {
            WordKind::Text => Text::new("文字", "text"),
            WordKind::Code => Text::new("代码", "a code"),
            WordKind::Bool => Text::new("是非值", "yes or no"),
        }
    }
}

impl Operand {
    pub fn describe(&self) -> Text {
        match self {
            Operand::Sum(_, quantity) => quantity.describe(),
            Operand::Word(_, kind) => kind.describe(),
            Operand::Null => Text::new("空值", "NULL"),
            Operand::Truth | Operand::Broken => Text::new("一个条件", "a condition"),
        }
    }
}

/// The comparison an SQL operator stands for.
pub(super) fn comparison(op: &BinaryOperator) -> Option<Op> {
    Some(match op {
        BinaryOperator::Eq => Op::Equal,
        BinaryOperator::NotEq => Op::NotEqual,
        BinaryOperator::Lt => Op::Less,
        BinaryOperator::LtEq => Op::AtMost,
        BinaryOperator::Gt => Op::More,
        BinaryOperator::GtEq => Op::AtLeast,
        _ => return None,
    })
}
