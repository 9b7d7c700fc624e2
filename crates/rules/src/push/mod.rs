//! Rules and amounts as SQL: one text that SQLite and PostgreSQL judge exactly as this crate does.
//!
//! What SQL's engines do differently is not written: no arithmetic that could leave 64 bits (SQLite would go on in floating
//! point, PostgreSQL would stop), no order of texts (collations), no `LIKE` (case), no `LEAST` (drops what is unknown).
//! Where a number cannot be told within 64 bits the answer is [`NoSql`], and the rule is judged here instead.

mod amount;
mod number;

use civic::Date;

use crate::ast::{Condition, Expr, FactAt, Op, Sum, Term};
use crate::bulk::lower::{Reckoned, line_of};
use crate::bulk::test::Sign;
use crate::evaluate::Slots;
use crate::{Amount, Fact, FactKind, Parameters, Rule, Value};

use std::sync::Arc;

/// Why something is not said in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSql {
    /// Numbers in it go beyond what both engines reckon exactly.
    #[error("its numbers go beyond what SQL engines reckon exactly")]
    TooLarge,
    /// The text would be longer than 200,000 bytes.
    #[error("its text would be longer than 200,000 bytes")]
    TooLong,
}

/// Longest SQL text made.
const TEXT_MAX: usize = 200_000;

/// The column of a fact as it stands in SQL, such as `e.headcount`; `None` = there is none, the fact is unknown.
///
/// Numbers are BIGINT, money in fen; yes or no is 1 or 0; days are TEXT `2020-03-03`; texts and codes are TEXT.
/// Whatever is returned goes into the SQL as it is: never build it from what a person typed.
pub type Columns<'a> = &'a dyn Fn(&Fact) -> Option<String>;

/// A condition that is true, false or null exactly where the rule holds, does not, or is unknown.
///
/// ```
/// # use civic::{Date, text::Text};
/// # use rules::{Catalogue, Fact, FactKind, Parameters, Rule, Shape, push};
/// # let mut catalogue = Catalogue::default();
/// # catalogue.add(Fact { name: "headcount".into(), kind: FactKind::Int, unit: None, words: Text::new("人数", "headcount"),
/// #     question: None, hint: None, register: None, min: Some(0), max: None, shape: Shape::Plain })?;
/// # let parameters = Parameters::default();
/// let rule = Rule::parse("0.7 * headcount <= 9", &catalogue, &parameters).map_err(|errors| format!("{errors:?}"))?;
/// let column = |fact: &Fact| Some(format!("e.{}", fact.name));
/// assert_eq!(push::condition(&rule, &column, &parameters, Date::constant(2020, 3, 3))?, "(e.headcount <= 12)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn condition(rule: &Rule, columns: Columns<'_>, params: &Parameters, as_of: Date) -> Result<String, NoSql> {
    let parts = rule.parts();
    Push { facts: &parts.facts, slots: rule.blank(params, as_of), columns }.expr(&parts.expr)
}

/// An amount in whole fen, or null where it is unknown.
///
/// Null as well for numbers beyond a bound (at least 10,000 times a million yuan where the amount is a share of one fact):
/// the engines must not leave 64 bits on the way. Such rows are to be reckoned with [`Amount::reckon`].
pub fn amount(amount: &Amount, columns: Columns<'_>, params: &Parameters, as_of: Date) -> Result<String, NoSql> {
    let parts = amount.parts();
    Push { facts: &parts.facts, slots: amount.blank(params, as_of), columns }.fen(&parts.tree)
}

/// What is at hand while SQL is written.
struct Push<'a> {
    facts: &'a [Arc<Fact>],
    slots: Slots,
    columns: Columns<'a>,
}

const UNKNOWN: &str = "(NULL = 1)";

fn constant(holds: bool) -> String {
    if holds { "(1 = 1)".to_owned() } else { "(1 = 0)".to_owned() }
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Pairs of pairs, so that a chain of a thousand is ten deep: SQLite refuses depths beyond a thousand.
fn joined(mut parts: Vec<String>, word: &str, none: bool) -> Result<String, NoSql> {
    while parts.len() > 1 {
        parts = parts
            .chunks(2)
            .map(|pair| match pair {
                [a, b] => format!("({a} {word} {b})"),
                one => one.concat(),
            })
            .collect();
    }
    checked(parts.pop().unwrap_or_else(|| constant(none)))
}

fn checked(text: String) -> Result<String, NoSql> {
    if text.len() > TEXT_MAX { Err(NoSql::TooLong) } else { Ok(text) }
}

fn negated(text: String, negated: bool) -> String {
    if negated { format!("(NOT {text})") } else { text }
}

impl Push<'_> {
    fn column(&self, at: FactAt) -> Option<String> {
        (self.columns)(&self.facts[at])
    }

    fn expr(&self, expr: &Expr) -> Result<String, NoSql> {
        match expr {
            Expr::Const(holds) => Ok(constant(*holds)),
            Expr::Not(inner) => Ok(negated(self.expr(inner)?, true)),
            Expr::All(children) => {
                joined(children.iter().map(|child| self.expr(child)).collect::<Result<_, _>>()?, "AND", true)
            }
            Expr::Any(children) => {
                joined(children.iter().map(|child| self.expr(child)).collect::<Result<_, _>>()?, "OR", false)
            }
            Expr::Leaf(leaf) => self.leaf(&leaf.condition),
        }
    }

    fn leaf(&self, condition: &Condition) -> Result<String, NoSql> {
        Ok(match condition {
            Condition::Holds { what, wanted } => self.same(what, &Term::Bool(*wanted)),
            Condition::Same { left, right, negated: no } => negated(self.same(left, right), *no),
            Condition::OneOf { what, values, negated: no } => {
                let each = values.iter().map(|value| self.same(what, value)).collect();
                negated(joined(each, "OR", false)?, *no)
            }
            Condition::Prefix { what, prefix, negated: no } => negated(self.prefix(what, prefix), *no),
            Condition::Recorded { fact, wanted } => match self.column(*fact) {
                Some(column) => format!("({column} IS {}NULL)", if *wanted { "NOT " } else { "" }),
                None => constant(!*wanted),
            },
            Condition::Compare { left, op, right } => self.compare(left, *op, right)?,
            Condition::Range { what, low, high, negated: no } => {
                let (from, to) = (self.compare(what, Op::AtLeast, low)?, self.compare(what, Op::AtMost, high)?);
                negated(joined(vec![from, to], "AND", true)?, *no)
            }
            Condition::Among { what, values, negated: no } => {
                let each = values.iter().map(|value| self.compare(what, Op::Equal, value));
                negated(joined(each.collect::<Result<_, _>>()?, "OR", false)?, *no)
            }
        })
    }

    /// A text, code or yes-or-no value in SQL; `None` = unknown.
    fn term(&self, term: &Term) -> Option<String> {
        let value = match term {
            Term::Fact(at) => return self.column(*at),
            other => other.value(&self.slots)?,
        };
        Some(match value {
            Value::Text(text) => quoted(&text),
            Value::Bool(yes) => i32::from(yes).to_string(),
            Value::Int(_) | Value::Date(_) => return None,
        })
    }

    fn same(&self, left: &Term, right: &Term) -> String {
        match (self.term(left), self.term(right)) {
            (Some(left), Some(right)) => format!("({left} = {right})"),
            _ => UNKNOWN.to_owned(),
        }
    }

    /// The beginning is compared as a text of its length, so that no collation and no case comes in.
    fn prefix(&self, what: &Term, prefix: &str) -> String {
        match self.term(what) {
            Some(text) => format!("(substr({text}, 1, {}) = {})", prefix.chars().count(), quoted(prefix)),
            None => UNKNOWN.to_owned(),
        }
    }

    fn compare(&self, left: &Sum, op: Op, right: &Sum) -> Result<String, NoSql> {
        let has = |at: FactAt| self.column(at).map(|_| at);
        let line = match line_of(left, Some(right), &self.slots, &has) {
            Reckoned::Line(line) => line,
            Reckoned::Unknown => return Ok(UNKNOWN.to_owned()),
            Reckoned::TooLarge => return Err(NoSql::TooLarge),
        };
        let (sign, opposite) = Sign::of(op);
        Ok(match line.parts.as_slice() {
            [] => constant(sign.is(line.constant.cmp(&0)) != opposite),
            [(coefficient, at)] => self.single(*coefficient, *at, line.constant, (sign, opposite)),
            _ => negated(self.several(&line, sign)?, opposite),
        })
    }

    fn is_day(&self, at: FactAt) -> bool {
        self.facts[at].kind == FactKind::Date
    }
}
