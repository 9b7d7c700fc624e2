//! Operands: facts, literals, parameters and linear arithmetic, each with its kind.

use std::ops::Range;

use civic::Date;
use sqlparser::ast::{BinaryOperator, Expr as Sql, UnaryOperator, Value as SqlValue};

use super::kinds::{Operand, Quantity, WordKind};
use super::sum::NoProduct;
use super::{Check, cover};
use crate::ast::{Of, Sum, Term};
use crate::scan::TODAY;
use crate::{FactKind, RuleError, Value, mistakes};

type Placed = (Operand, Range<usize>);

impl Check<'_> {
    /// A part that must be a value. Chains are followed without recursion.
    pub(super) fn operand(&mut self, tree: &Sql) -> Placed {
        match tree {
            Sql::Nested(inner) => self.operand(inner),
            Sql::Identifier(name) => {
                let span = self.places.bytes(name.span);
                (self.fact_operand(&name.value), span)
            }
            Sql::Value(value) => {
                let span = self.places.bytes(value.span);
                (self.literal(&value.value, &span), span)
            }
            Sql::TypedString(typed) => {
                let span = self.places.bytes(typed.value.span);
                (self.day(&typed.value.value, &span), span)
            }
            Sql::UnaryOp { op: op @ (UnaryOperator::Minus | UnaryOperator::Plus), expr } => {
                self.signed(*op == UnaryOperator::Minus, expr)
            }
            Sql::BinaryOp { op: BinaryOperator::Plus | BinaryOperator::Minus, .. } => {
                self.fold(tree, &[BinaryOperator::Plus, BinaryOperator::Minus])
            }
            Sql::BinaryOp { op: BinaryOperator::Multiply, .. } => self.fold(tree, &[BinaryOperator::Multiply]),
            condition => {
                let span = self.outline(condition);
                (Operand::Truth, span)
            }
        }
    }

    fn fact_operand(&mut self, name: &str) -> Operand {
        let Some(at) = self.fact(name) else {
            return Operand::Broken;
        };
        if let Some(quantity) = Quantity::of_fact(&self.facts[at]) {
            return Operand::Sum(Sum::of(Of::Fact(at)), quantity);
        }
        let kind = match self.kind_of(at) {
            FactKind::Bool => WordKind::Bool,
            FactKind::Code(_) => WordKind::Code,
            _ => WordKind::Text,
        };
        Operand::Word(Term::Fact(at), kind)
    }

    fn literal(&mut self, value: &SqlValue, span: &Range<usize>) -> Operand {
        match value {
            SqlValue::Number(number, _) => self.number(number, span),
            SqlValue::SingleQuotedString(text) => Operand::Word(Term::Text(text.clone()), WordKind::Text),
            SqlValue::Boolean(value) => Operand::Word(Term::Bool(*value), WordKind::Bool),
            SqlValue::Placeholder(name) => self.parameter_operand(name.trim_start_matches(':'), span),
            _ => Operand::Null,
        }
    }

    /// `12`, `0.7`, `14 days`, `3000 yuan`.
    fn number(&mut self, number: &str, span: &Range<usize>) -> Operand {
        let (digits, unit) = number.split_once(' ').unwrap_or((number, ""));
        let Some(sum) = Sum::number(digits) else {
            self.errors.push(mistakes::bad_number(digits, span.clone()));
            return Operand::Broken;
        };
        match unit {
            "days" => Operand::Sum(sum, Quantity::Days),
            "yuan" => match Sum::number("100").map(|fen| sum.times(&fen)) {
                Some(Ok(sum)) => Operand::Sum(sum, Quantity::Money),
                _ => self.too_large(span),
            },
            _ => Operand::Sum(sum, Quantity::Bare),
        }
    }

    fn day(&mut self, value: &SqlValue, span: &Range<usize>) -> Operand {
        let text = match value {
            SqlValue::SingleQuotedString(text) => text.as_str(),
            _ => "",
        };
        let date = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
        match date {
            Some(date) => Operand::Sum(Sum::of(Of::Day(date)), Quantity::Date),
            None => {
                self.errors.push(
                    RuleError::new(
                        "bad-date",
                        span.clone(),
                        format!("没有 `{text}` 这一天"),
                        format!("there is no day `{text}`"),
                    )
                    .help("写作 DATE '2020-03-03'", "write DATE '2020-03-03'"),
                );
                Operand::Broken
            }
        }
    }

    fn parameter_operand(&mut self, name: &str, span: &Range<usize>) -> Operand {
        if Self::is_today(name) {
            return Operand::Sum(Sum::of(Of::Today), Quantity::Date);
        }
        debug_assert_ne!(name, TODAY);
        let kinds: Vec<(std::mem::Discriminant<Value>, Option<String>)> =
            self.given.entries(name).map(|entry| (std::mem::discriminant(&entry.value), entry.unit.clone())).collect();
        let first = self.given.entries(name).next().map(|e| e.value.clone());
        let (Some(first), Some((kind, unit))) = (first, kinds.first()) else {
            return Operand::Broken;
        };
        if kinds.iter().any(|other| other != &(*kind, unit.clone())) {
            self.errors.push(
                RuleError::new(
                    "mixed-parameter",
                    span.clone(),
                    format!("参数 `:{name}` 各期的类型或单位不一致"),
                    format!("the entries of `:{name}` differ in kind or unit"),
                )
                .help(
                    "各期使用同一类型、同一单位，或另起一个参数名",
                    "give all entries one kind and unit, or use another name",
                ),
            );
            return Operand::Broken;
        }
        let quantity = Quantity::of_unit(unit.as_deref());
        let at = self.parameter(name);
        match first {
            Value::Int(_) => Operand::Sum(Sum::of(Of::Parameter(at)), quantity),
            Value::Date(_) => Operand::Sum(Sum::of(Of::Parameter(at)), Quantity::Date),
            Value::Text(_) => Operand::Word(Term::Parameter(at), WordKind::Text),
            Value::Bool(_) => Operand::Word(Term::Parameter(at), WordKind::Bool),
        }
    }

    fn signed(&mut self, minus: bool, tree: &Sql) -> Placed {
        let (operand, span) = self.operand(tree);
        let signed = match operand {
            Operand::Sum(mut sum, quantity) if quantity != Quantity::Date => {
                if minus {
                    sum.negate();
                }
                Operand::Sum(sum, quantity)
            }
            Operand::Broken => Operand::Broken,
            other => self.not_a_number(&other, &span),
        };
        (signed, span)
    }

    /// `a + b - c …` or `a * b * …`, from left to right.
    fn fold(&mut self, tree: &Sql, ops: &[BinaryOperator]) -> Placed {
        let mut steps = Vec::new();
        let mut first = tree;
        while let Sql::BinaryOp { left, op, right } = first
            && ops.contains(op)
        {
            steps.push((op, &**right));
            first = left;
        }
        let (mut total, mut span) = self.operand(first);
        for (op, next) in steps.into_iter().rev() {
            let (operand, place) = self.operand(next);
            total = match op {
                BinaryOperator::Multiply => self.times((total, &span), (operand, &place)),
                _ => self.plus(*op == BinaryOperator::Minus, (total, &span), (operand, &place)),
            };
            span = cover(&span, &place);
        }
        (total, span)
    }

    fn plus(
        &mut self,
        minus: bool,
        (left, here): (Operand, &Range<usize>),
        (right, there): (Operand, &Range<usize>),
    ) -> Operand {
        let span = cover(here, there);
        let (mut sum, a, mut other, b) = match (left, right) {
            (Operand::Broken, _) | (_, Operand::Broken) => return Operand::Broken,
            (Operand::Sum(sum, a), Operand::Sum(other, b)) => (sum, a, other, b),
            (Operand::Sum(..), wrong) => return self.not_a_number(&wrong, there),
            (wrong, _) => return self.not_a_number(&wrong, here),
        };
        let span_of_days = |q: &Quantity| matches!(q, Quantity::Bare | Quantity::Days);
        let quantity = match (&a, &b) {
            (Quantity::Date, Quantity::Date) if minus => Some(Quantity::Days),
            (Quantity::Date, Quantity::Date) => None,
            (Quantity::Date, days) if span_of_days(days) => Some(Quantity::Date),
            (days, Quantity::Date) if span_of_days(days) && !minus => Some(Quantity::Date),
            _ => a.join(&b),
        };
        let Some(quantity) = quantity else {
            return self.mismatch(&Operand::Sum(sum, a), here, &Operand::Sum(other, b), there);
        };
        if minus {
            other.negate();
        }
        match sum.add(other) {
            Ok(()) => Operand::Sum(sum, quantity),
            Err(_) => self.too_large(&span),
        }
    }

    fn times(&mut self, (left, here): (Operand, &Range<usize>), (right, there): (Operand, &Range<usize>)) -> Operand {
        let span = cover(here, there);
        let (sum, a, other, b) = match (left, right) {
            (Operand::Broken, _) | (_, Operand::Broken) => return Operand::Broken,
            (Operand::Sum(sum, a), Operand::Sum(other, b)) => (sum, a, other, b),
            (Operand::Sum(..), wrong) => return self.not_a_number(&wrong, there),
            (wrong, _) => return self.not_a_number(&wrong, here),
        };
        let quantity = match (&a, &b) {
            (Quantity::Date, _) | (_, Quantity::Date) | (Quantity::Money, Quantity::Money) => {
                return self.not_linear(&span);
            }
            (Quantity::Money, _) | (_, Quantity::Money) => Quantity::Money,
            // a rate times a count may be anything: it goes with every unit
            _ => Quantity::Bare,
        };
        match sum.times(&other) {
            Ok(product) => Operand::Sum(product, quantity),
            Err(NoProduct::TooLarge) => self.too_large(&span),
            Err(NoProduct::NotLinear) => self.not_linear(&span),
        }
    }

    /// The bytes a condition covers, seen from its first and last word.
    fn outline(&self, tree: &Sql) -> Range<usize> {
        let mut range: Option<Range<usize>> = None;
        let mut waiting = vec![tree];
        while let Some(next) = waiting.pop() {
            let place = match next {
                Sql::Identifier(name) => self.places.bytes(name.span),
                Sql::Value(value) => self.places.bytes(value.span),
                Sql::TypedString(typed) => self.places.bytes(typed.value.span),
                Sql::BinaryOp { left, right, .. } => {
                    waiting.extend([&**left, &**right]);
                    continue;
                }
                Sql::Nested(inner) | Sql::UnaryOp { expr: inner, .. } | Sql::IsNull(inner) | Sql::IsNotNull(inner) => {
                    waiting.push(inner);
                    continue;
                }
                Sql::InList { expr, list, .. } => {
                    waiting.push(expr);
                    waiting.extend(list.last());
                    continue;
                }
                Sql::Between { expr, high, .. } => {
                    waiting.extend([&**expr, &**high]);
                    continue;
                }
                Sql::Like { expr, pattern, .. } => {
                    waiting.extend([&**expr, &**pattern]);
                    continue;
                }
                _ => continue,
            };
            range = Some(range.map_or(place.clone(), |range| cover(&range, &place)));
        }
        range.unwrap_or(0..self.text.len())
    }
}
