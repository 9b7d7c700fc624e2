//! What to say when kinds do not go together: always both sides, and a way out.

use std::ops::Range;

use civic::Date;

use super::Check;
use super::kinds::{Operand, Quantity, WordKind};
use crate::RuleError;
use crate::ast::Term;

impl Check<'_> {
    /// The words at a place, shortened for a message.
    fn shown(&self, place: &Range<usize>) -> String {
        let text = self.text.get(place.clone()).unwrap_or_default();
        if text.chars().count() <= 40 {
            return text.to_owned();
        }
        text.chars().take(39).chain(['…']).collect()
    }

    /// Reports two sides that do not go together.
    pub(super) fn mismatch(&mut self, a: &Operand, here: &Range<usize>, b: &Operand, there: &Range<usize>) -> Operand {
        let (left, right) = (self.shown(here), self.shown(there));
        let (what, other) = (a.describe(), b.describe());
        let error = RuleError::new(
            "type-mismatch",
            super::cover(here, there),
            format!("两边类型不同：`{left}` 是{}，`{right}` 是{}", what.zh, other.zh),
            format!("the two sides differ: `{left}` is {}, `{right}` is {}", what.en, other.en),
        );
        let help = advice(a, &left, b, &right).or_else(|| advice(b, &right, a, &left));
        self.errors.push(match help {
            Some((zh, en)) => error.help(zh, en),
            None => error,
        });
        Operand::Broken
    }

    pub(super) fn not_a_number(&mut self, found: &Operand, place: &Range<usize>) -> Operand {
        let kind = found.describe();
        let shown = self.shown(place);
        self.errors.push(RuleError::new(
            "not-a-number",
            place.clone(),
            format!("`{shown}` 是{}，不能这样计算或比较", kind.zh),
            format!("`{shown}` is {}, it cannot be reckoned with here", kind.en),
        ));
        Operand::Broken
    }

    pub(super) fn not_a_condition(&mut self, found: &Operand, place: &Range<usize>) {
        let kind = found.describe();
        let shown = self.shown(place);
        self.errors.push(
            RuleError::new(
                "not-a-condition",
                place.clone(),
                format!("`{shown}` 是{}，不是条件", kind.zh),
                format!("`{shown}` is {}, not a condition", kind.en),
            )
            .help(format!("与某个值比较，例如 {shown} = …"), format!("compare it with something, such as {shown} = …")),
        );
    }

    pub(super) fn compares_condition(&mut self, span: &Range<usize>) {
        self.errors.push(
            RuleError::new(
                "chained-comparison",
                span.clone(),
                "条件不能再与值比较",
                "a condition cannot be compared again",
            )
            .help(
                "a < b < c 写作 a < b AND b < c；条件的反面写作 NOT (…)",
                "write a < b < c as a < b AND b < c; the opposite of a condition is NOT (…)",
            ),
        );
    }

    pub(super) fn null_compared(&mut self, span: &Range<usize>) {
        self.errors.push(
            RuleError::new(
                "null-compared",
                span.clone(),
                "与 NULL 比较永远没有结果",
                "a comparison with NULL never has a result",
            )
            .help("写作 IS NULL 或 IS NOT NULL", "write IS NULL or IS NOT NULL"),
        );
    }

    pub(super) fn too_large(&mut self, span: &Range<usize>) -> Operand {
        self.errors.push(
            RuleError::new(
                "number-too-large",
                span.clone(),
                "数太大或小数位太多，无法精确计算",
                "the numbers are too large or too fine to be reckoned exactly",
            )
            .help("乘积最多 18 位数字、6 位小数", "a product may have 18 digits, 6 of them decimals"),
        );
        Operand::Broken
    }

    pub(super) fn not_linear(&mut self, span: &Range<usize>) -> Operand {
        self.errors.push(
            RuleError::new(
                "not-linear",
                span.clone(),
                "只能乘以一个数或一个参数",
                "only a number or one parameter can be a factor",
            )
            .help(
                "两个事实不能相乘，日期、金额之间也不能相乘；需要的乘积请作为事实提供",
                "facts are not multiplied with each other, nor dates or money: offer the product as a fact",
            ),
        );
        Operand::Broken
    }

    /// Reports a fact inside an IN list; always false, for the caller's flag.
    pub(super) fn not_literal(&mut self, place: &Range<usize>) -> bool {
        let shown = self.shown(place);
        self.errors.push(
            RuleError::new(
                "not-literal",
                place.clone(),
                format!("IN 的括号里只能列值，`{shown}` 是事实"),
                format!("an IN list holds values only, `{shown}` is a fact"),
            )
            .help("与另一事实比较写作 a = b；文字加单引号", "compare with another fact as a = b; quote text"),
        );
        false
    }
}

/// What to write instead, seen from one side.
fn advice(a: &Operand, left: &str, b: &Operand, right: &str) -> Option<(String, String)> {
    match (a, b) {
        (Operand::Sum(_, Quantity::Date), Operand::Word(Term::Text(text), _)) if text.parse::<Date>().is_ok() => {
            Some((format!("日期写作 DATE {right}"), format!("write DATE {right}")))
        }
        (Operand::Sum(..), Operand::Word(Term::Text(text), _))
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Some((format!("数不加引号：{text}"), format!("write the number without quotes: {text}")))
        }
        (Operand::Word(_, WordKind::Text | WordKind::Code), Operand::Sum(sum, Quantity::Bare)) if sum.is_literal() => {
            Some((format!("文字加单引号：'{right}'"), format!("put text in single quotes: '{right}'")))
        }
        (Operand::Word(_, WordKind::Bool), _) => Some((
            format!("是非值单独写：{left}，或 NOT {left}"),
            format!("a yes-or-no value stands alone: {left}, or NOT {left}"),
        )),
        (Operand::Sum(_, Quantity::Unit(_)), Operand::Sum(_, Quantity::Unit(_))) => Some((
            format!("单位不同；若确实要比，写作 1 * {left}"),
            format!("the units differ; if that is meant, write 1 * {left}"),
        )),
        (Operand::Sum(_, Quantity::Date), Operand::Sum(_, Quantity::Bare | Quantity::Days)) => Some((
            format!("比较日期写作 {left} + 14 days <= :today；比较天数写作 :today - {left} >= 14"),
            format!("compare days of the calendar as {left} + 14 days <= :today, lengths as :today - {left} >= 14"),
        )),
        _ => None,
    }
}
