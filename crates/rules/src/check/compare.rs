//! Comparisons: both sides must be of kinds that go together, codes must be on their list.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr as Sql, Value as SqlValue};

use super::kinds::{self, Operand, Quantity, WordKind};
use super::{Check, cover, leaf};
use crate::ast::{Condition, Expr, Op, Sum, Term};
use crate::{FactKind, RuleError, near};

type Found = (Option<Expr>, Range<usize>);

impl Check<'_> {
    pub(super) fn comparison(&mut self, left: &Sql, op: &BinaryOperator, right: &Sql) -> Found {
        let op = kinds::comparison(op).unwrap_or(Op::Equal);
        let (a, here) = self.operand(left);
        let (b, there) = self.operand(right);
        let span = cover(&here, &there);
        let found = match (a, b) {
            (Operand::Broken, _) | (_, Operand::Broken) => None,
            (Operand::Truth, _) | (_, Operand::Truth) => {
                self.compares_condition(&span);
                None
            }
            (Operand::Null, _) | (_, Operand::Null) => {
                self.null_compared(&span);
                None
            }
            (Operand::Sum(mut left, a), Operand::Sum(mut right, b)) => {
                if a.join(&b).is_none() {
                    self.mismatch(&Operand::Sum(left, a), &here, &Operand::Sum(right, b), &there);
                    None
                } else if Sum::align(&mut [&mut left, &mut right]).is_err() {
                    self.too_large(&span);
                    None
                } else {
                    leaf(Condition::Compare { left, op, right }, &span)
                }
            }
            (Operand::Word(left, a), Operand::Word(right, b)) if (a == WordKind::Bool) == (b == WordKind::Bool) => {
                if self.ordered(op, a, &span) {
                    None
                } else {
                    self.listed(&left, &right, &there);
                    self.listed(&right, &left, &here);
                    same(left, right, op, &span)
                }
            }
            (a, b) => {
                self.mismatch(&a, &here, &b, &there);
                None
            }
        };
        (found, span)
    }

    /// Words have no order: reports it.
    fn ordered(&mut self, op: Op, kind: WordKind, span: &Range<usize>) -> bool {
        if matches!(op, Op::Equal | Op::NotEqual) {
            return false;
        }
        let words = kind.describe();
        self.errors.push(
            RuleError::new(
                "no-order",
                span.clone(),
                format!("{}不能比较大小", words.zh),
                format!("{} has no order", words.en),
            )
            .help("只能用 =、<>、IN，文字还可以用 LIKE", "use =, <> or IN, for text also LIKE"),
        );
        true
    }

    /// A literal compared with a coded fact must be one of its codes.
    fn listed(&mut self, fact: &Term, literal: &Term, place: &Range<usize>) {
        let (Term::Fact(at), Term::Text(code)) = (fact, literal) else {
            return;
        };
        let FactKind::Code(codes) = self.kind_of(*at) else {
            return;
        };
        if codes.iter().any(|(known, _)| known == code) {
            return;
        }
        let name = &self.facts[*at].name;
        let error = RuleError::new(
            "unknown-code",
            place.clone(),
            format!("`{name}` 没有代码 `{code}`"),
            format!("`{name}` has no code `{code}`"),
        );
        let known = || codes.iter().map(|(code, _)| code.as_str());
        let error = match near::nearest(code, known()) {
            Some(near) => error.help(format!("是不是想写 '{near}'？"), format!("did you mean '{near}'?")),
            None => {
                let list: Vec<&str> = known().take(20).collect();
                error.help(format!("可用的代码：{}", list.join("、")), format!("its codes are: {}", list.join(", ")))
            }
        };
        self.errors.push(error);
    }

    pub(super) fn between(&mut self, what: &Sql, low: &Sql, high: &Sql) -> Found {
        let (what, here) = self.operand(what);
        let (low, low_at) = self.operand(low);
        let (high, high_at) = self.operand(high);
        let span = cover(&here, &cover(&low_at, &high_at));
        let mut sums = Vec::new();
        let mut quantity = Quantity::Bare;
        for (index, (operand, place)) in [(what, &here), (low, &low_at), (high, &high_at)].into_iter().enumerate() {
            match operand {
                Operand::Broken => return (None, span),
                Operand::Sum(sum, q) if index == 0 => {
                    quantity = q;
                    sums.push(sum);
                }
                Operand::Sum(sum, q) if quantity.join(&q).is_some() => sums.push(sum),
                Operand::Null => {
                    self.null_compared(&span);
                    return (None, span);
                }
                wrong => {
                    if index == 0 {
                        self.not_a_number(&wrong, place);
                    } else {
                        let first = Operand::Sum(sums.swap_remove(0), quantity);
                        self.mismatch(&first, &here, &wrong, place);
                    }
                    return (None, span);
                }
            }
        }
        if Sum::align(&mut sums.iter_mut().collect::<Vec<_>>()).is_err() {
            self.too_large(&span);
            return (None, span);
        }
        let mut sums = sums.into_iter();
        let found = match (sums.next(), sums.next(), sums.next()) {
            (Some(what), Some(low), Some(high)) => leaf(Condition::Range { what, low, high, negated: false }, &span),
            _ => None,
        };
        (found, span)
    }

    pub(super) fn in_list(&mut self, what: &Sql, list: &[Sql]) -> Found {
        let (what, here) = self.operand(what);
        let mut span = here.clone();
        let mut sums = Vec::new();
        let mut terms = Vec::new();
        let mut sound = true;
        for item in list {
            let (value, place) = self.operand(item);
            span = cover(&span, &place);
            match (&what, value) {
                (Operand::Broken, _) | (_, Operand::Broken) => sound = false,
                (_, Operand::Null) => {
                    self.null_compared(&place);
                    sound = false;
                }
                (_, Operand::Sum(sum, _)) if !sum.is_literal() => {
                    sound = self.not_literal(&place);
                }
                (_, Operand::Word(Term::Fact(_), _)) => sound = self.not_literal(&place),
                (Operand::Sum(_, a), Operand::Sum(sum, b)) if a.join(&b).is_some() => {
                    sums.push(sum);
                }
                (Operand::Word(fact, a), Operand::Word(term, b)) if *a != WordKind::Bool && b != WordKind::Bool => {
                    self.listed(fact, &term, &place);
                    terms.push(term);
                }
                (what, value) => {
                    self.mismatch(what, &here, &value, &place);
                    sound = false;
                }
            }
        }
        if !sound {
            return (None, span);
        }
        let condition = match what {
            Operand::Sum(mut what, _) => {
                let mut all: Vec<&mut Sum> = sums.iter_mut().collect();
                all.push(&mut what);
                if Sum::align(&mut all).is_err() {
                    self.too_large(&span);
                    return (None, span);
                }
                Condition::Among { what, values: sums, negated: false }
            }
            Operand::Word(what, _) => Condition::OneOf { what, values: terms, negated: false },
            _ => return (None, span),
        };
        (leaf(condition, &span), span)
    }

    /// `LIKE 'C13%'`: a beginning, and nothing else.
    pub(super) fn like(&mut self, what: &Sql, pattern: &Sql) -> Found {
        let (what, here) = self.operand(what);
        let (_, there) = self.operand(pattern);
        let span = cover(&here, &there);
        let pattern = match pattern {
            Sql::Value(value) => match &value.value {
                SqlValue::SingleQuotedString(text) => Some(text),
                _ => None,
            },
            _ => None,
        };
        let prefix = pattern
            .and_then(|pattern| pattern.strip_suffix('%'))
            .filter(|prefix| !prefix.is_empty() && !prefix.contains(['%', '_', '\\']));
        let Some(prefix) = prefix else {
            self.errors.push(
                RuleError::new("not-a-prefix", there, "LIKE 只能按开头匹配", "LIKE matches beginnings only").help(
                    "写作 LIKE 'C13%'：开头几个字，末尾一个 %，中间没有 % 和 _；整个相同用 =",
                    "write LIKE 'C13%': some text, one % at its end, no % or _ before; for the whole use =",
                ),
            );
            return (None, span);
        };
        match what {
            Operand::Broken => (None, span),
            Operand::Word(what, WordKind::Text | WordKind::Code) => {
                let condition = Condition::Prefix { what, prefix: prefix.to_owned(), negated: false };
                (leaf(condition, &span), span)
            }
            other => {
                let text = Operand::Word(Term::Text(prefix.to_owned()), WordKind::Text);
                self.mismatch(&other, &here, &text, &there);
                (None, span)
            }
        }
    }
}

/// Equality of words; compared with TRUE or FALSE it is the value itself.
fn same(left: Term, right: Term, op: Op, span: &Range<usize>) -> Option<Expr> {
    let negated = op == Op::NotEqual;
    match (left, right) {
        (Term::Bool(a), Term::Bool(b)) => Some(Expr::Const((a == b) != negated)),
        (what, Term::Bool(value)) | (Term::Bool(value), what) => {
            let wanted = value != negated;
            leaf(Condition::Holds { what, wanted }, span)
        }
        (left, right) => leaf(Condition::Same { left, right, negated }, span),
    }
}
