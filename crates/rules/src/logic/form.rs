//! Rules and wished verdicts as one formula of AND and OR over what single columns may be.
//!
//! A condition is true, false or unknown; each of "true", "false", "not true", "not false" is a plain
//! statement about values and about what is known, so three values become two.

use std::collections::BTreeMap;

use super::Verdict;
use super::columns::{Columns, Fixed, Word};
use super::linear::Row;
use super::set::Set;
use crate::ast::{Condition, Expr, Of, Op, Sum, Term};
use crate::evaluate::day_number;
use crate::{Truth, Value};

/// A statement that is to hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Yes,
    No,
    All(Vec<Form>),
    Any(Vec<Form>),
    /// A column is unknown (where that is allowed here) or in the set.
    In {
        column: usize,
        unknown: bool,
        set: Set,
    },
    /// The columns are known and satisfy the row.
    Row {
        known: Vec<usize>,
        row: Row,
    },
    /// Two columns of words are known and the same, or known and not.
    Same {
        left: usize,
        right: usize,
        same: bool,
    },
}

/// Numbers are too large to reckon with.
#[derive(Debug)]
pub(super) struct TooLarge;

pub(super) struct Former<'a> {
    pub columns: &'a Columns<'a>,
    pub fixed: &'a Fixed<'a>,
}

impl Verdict {
    fn of_opposite(self) -> Verdict {
        match self {
            Verdict::True => Verdict::False,
            Verdict::False => Verdict::True,
            Verdict::NotTrue => Verdict::NotFalse,
            Verdict::NotFalse => Verdict::NotTrue,
        }
    }

    /// What is left if unknown is ruled in or out: does the condition hold, and may it be unknown?
    const fn parts(self) -> (bool, bool) {
        match self {
            Verdict::True => (true, false),
            Verdict::False => (false, false),
            Verdict::NotTrue => (false, true),
            Verdict::NotFalse => (true, true),
        }
    }

    /// True if this verdict is as wished.
    pub(super) fn is_met_by(self, truth: Truth) -> bool {
        match self {
            Verdict::True => truth == Truth::True,
            Verdict::False => truth == Truth::False,
            Verdict::NotTrue => truth != Truth::True,
            Verdict::NotFalse => truth != Truth::False,
        }
    }
}

fn constant(truth: Truth, wish: Verdict) -> Form {
    if wish.is_met_by(truth) { Form::Yes } else { Form::No }
}

impl Former<'_> {
    /// The expression has the verdict. As deep as the expression, which parsing bounds.
    pub fn form(&self, expr: &Expr, wish: Verdict) -> Result<Form, TooLarge> {
        match expr {
            Expr::Const(value) => Ok(constant(Truth::from(*value), wish)),
            Expr::Not(inner) => self.form(inner, wish.of_opposite()),
            Expr::All(children) => self.join(children.iter().map(|child| self.form(child, wish)), wish, true),
            Expr::Any(children) => self.join(children.iter().map(|child| self.form(child, wish)), wish, false),
            Expr::Leaf(leaf) => self.condition(&leaf.condition, wish),
        }
    }

    /// Parts joined by AND (or OR) have the verdict together.
    fn join(
        &self,
        parts: impl Iterator<Item = Result<Form, TooLarge>>,
        wish: Verdict,
        and: bool,
    ) -> Result<Form, TooLarge> {
        let parts = parts.collect::<Result<Vec<Form>, TooLarge>>()?;
        let all = matches!(wish, Verdict::True | Verdict::NotFalse) == and;
        Ok(if all { Form::All(parts) } else { Form::Any(parts) })
    }

    fn condition(&self, condition: &Condition, wish: Verdict) -> Result<Form, TooLarge> {
        let turned = |negated: bool| if negated { wish.of_opposite() } else { wish };
        match condition {
            Condition::Holds { what, wanted } => Ok(self.same(what, &Term::Bool(*wanted), wish)),
            Condition::Same { left, right, negated } => Ok(self.same(left, right, turned(*negated))),
            Condition::OneOf { what, values, negated } => {
                let wish = turned(*negated);
                Ok(self.one_of(what, values, wish))
            }
            Condition::Prefix { what, prefix, negated } => Ok(self.prefix(what, prefix, turned(*negated))),
            Condition::Compare { left, op, right } => self.compare(left, *op, right, wish),
            Condition::Range { what, low, high, negated } => {
                let wish = turned(*negated);
                let both = [self.compare(what, Op::AtLeast, low, wish), self.compare(what, Op::AtMost, high, wish)];
                self.join(both.into_iter(), wish, true)
            }
            Condition::Among { what, values, negated } => {
                let wish = turned(*negated);
                let each = values.iter().map(|value| self.compare(what, Op::Equal, value, wish));
                Ok(self.gathered(self.join(each, wish, false)?))
            }
            Condition::Recorded { fact, wanted } => {
                let column = self.columns.of_fact(self.fixed, *fact);
                Ok(self.recorded(column, wish.parts().0 == *wanted))
            }
        }
    }

    fn recorded(&self, column: usize, known: bool) -> Form {
        let set = &self.columns.all[column].set;
        let set = if known { set.clone() } else { set.and(&set.not(self.columns.words.len())) };
        Form::In { column, unknown: !known, set }
    }

    /// A column lies in a set of its values, three-valued.
    fn lies(&self, column: usize, set: Set, wish: Verdict) -> Form {
        let (holds, unknown) = wish.parts();
        let set = if holds { set } else { set.not(self.columns.words.len()) };
        Form::In { column, unknown, set }
    }

    fn same(&self, left: &Term, right: &Term, wish: Verdict) -> Form {
        match (left, right) {
            (Term::Fact(a), Term::Fact(b)) => {
                let (left, right) = (self.columns.of_fact(self.fixed, *a), self.columns.of_fact(self.fixed, *b));
                let (same, unknown) = wish.parts();
                let known = if left == right {
                    self.lies(left, self.columns.all[left].set.clone(), wish)
                } else {
                    Form::Same { left, right, same }
                };
                if !unknown || left == right {
                    return known;
                }
                Form::Any(vec![known, self.recorded(left, false), self.recorded(right, false)])
            }
            (Term::Fact(fact), other) | (other, Term::Fact(fact)) => match self.fixed.value(other) {
                Some(value) => {
                    let column = self.columns.of_fact(self.fixed, *fact);
                    self.lies(column, self.columns.named(|word| *word == value), wish)
                }
                None => constant(Truth::Unknown, wish),
            },
            (a, b) => match (self.fixed.value(a), self.fixed.value(b)) {
                (Some(a), Some(b)) => constant(Truth::from(a == b), wish),
                _ => constant(Truth::Unknown, wish),
            },
        }
    }

    fn one_of(&self, what: &Term, values: &[Term], wish: Verdict) -> Form {
        let known: Option<Vec<Word<'_>>> = values.iter().map(|value| self.fixed.value(value)).collect();
        match (what, known) {
            (Term::Fact(fact), Some(known)) => {
                let column = self.columns.of_fact(self.fixed, *fact);
                self.lies(column, self.columns.named(|word| known.contains(word)), wish)
            }
            _ => {
                let each: Vec<Form> = values.iter().map(|value| self.same(what, value, wish)).collect();
                let any = matches!(wish, Verdict::True | Verdict::NotFalse);
                if any { Form::Any(each) } else { Form::All(each) }
            }
        }
    }

    fn prefix(&self, what: &Term, prefix: &str, wish: Verdict) -> Form {
        let begins = |word: &Word<'_>| matches!(word, Word::Text(text) if text.starts_with(prefix));
        match what {
            Term::Fact(fact) => {
                let column = self.columns.of_fact(self.fixed, *fact);
                self.lies(column, self.columns.named(begins), wish)
            }
            other => match self.fixed.value(other) {
                Some(value) => constant(Truth::from(begins(&value)), wish),
                None => constant(Truth::Unknown, wish),
            },
        }
    }

    /// `left op right` has the verdict.
    fn compare(&self, left: &Sum, op: Op, right: &Sum, wish: Verdict) -> Result<Form, TooLarge> {
        let Some(line) = self.line(left, right)? else {
            return Ok(constant(Truth::Unknown, wish));
        };
        let (holds, unknown) = wish.parts();
        let terms: Vec<(usize, i128)> =
            line.terms.iter().filter(|(_, by)| **by != 0).map(|(c, by)| (*c, *by)).collect();
        match (line.read.as_slice(), terms.as_slice()) {
            ([], []) => Ok(constant(Truth::from(compares(0, op, line.bound)), wish)),
            ([column], [(_, by)]) => Ok(self.lies(*column, numbers(*by, op, line.bound)?, wish)),
            (read, _) => {
                let op = if holds { op } else { op.opposite() };
                let rows = rows(&terms, op, line.bound)?.into_iter();
                let rows: Vec<Form> = rows.map(|row| Form::Row { known: read.to_vec(), row }).collect();
                let known = if op == Op::NotEqual { Form::Any(rows) } else { Form::All(rows) };
                if !unknown {
                    return Ok(known);
                }
                let mut ways = vec![known];
                ways.extend(read.iter().map(|column| self.recorded(*column, false)));
                Ok(Form::Any(ways))
            }
        }
    }

    /// `left - right` as `Σ terms - bound`; `None` = a parameter is missing, so never known.
    fn line(&self, left: &Sum, right: &Sum) -> Result<Option<Line>, TooLarge> {
        let mut line = Line::default();
        for (sum, sign) in [(left, 1i128), (right, -1)] {
            for part in &sum.parts {
                let by = sign * i128::from(part.coefficient);
                let column = |at| Some(self.columns.of_fact(self.fixed, at));
                let (factor, column) = match part.of {
                    Of::One => (Some(1), None),
                    Of::Day(day) => (Some(day_number(day)), None),
                    Of::Parameter(at) => (self.number(at), None),
                    Of::Fact(at) => (Some(1), column(at)),
                    Of::ParameterTimesFact(rate, at) => (self.number(rate), column(at)),
                    Of::Today => (Some(1), Some(self.columns.today)),
                };
                let Some(factor) = factor else { return Ok(None) };
                let by = by.checked_mul(i128::from(factor)).ok_or(TooLarge)?;
                match column {
                    Some(column) => line.add(column, by)?,
                    None => line.bound = line.bound.checked_sub(by).ok_or(TooLarge)?,
                }
            }
        }
        Ok(Some(line))
    }

    fn number(&self, at: usize) -> Option<i64> {
        match self.fixed.parameters[at]? {
            Value::Int(number) => Some(*number),
            Value::Date(day) => Some(day_number(*day)),
            Value::Bool(_) | Value::Text(_) => None,
        }
    }

    /// Several statements about one column as one.
    fn gathered(&self, form: Form) -> Form {
        let (Form::Any(parts) | Form::All(parts)) = &form else { return form };
        let any = matches!(form, Form::Any(_));
        let count = self.columns.words.len();
        let mut whole: Option<(usize, bool, Set)> = None;
        for part in parts {
            let Form::In { column, unknown, set } = part else { return form };
            whole = Some(match whole {
                None => (*column, *unknown, set.clone()),
                Some((same, first, so_far)) if same == *column && first == *unknown => {
                    (same, first, if any { so_far.or(set, count) } else { so_far.and(set) })
                }
                Some(_) => return form,
            });
        }
        whole.map_or(form, |(column, unknown, set)| Form::In { column, unknown, set })
    }
}

/// `Σ terms (op) bound`, and every column that must be known for it.
#[derive(Default)]
struct Line {
    terms: BTreeMap<usize, i128>,
    read: Vec<usize>,
    bound: i128,
}

impl Line {
    fn add(&mut self, column: usize, by: i128) -> Result<(), TooLarge> {
        let term = self.terms.entry(column).or_insert(0);
        *term = term.checked_add(by).ok_or(TooLarge)?;
        if !self.read.contains(&column) {
            self.read.push(column);
        }
        Ok(())
    }
}

fn compares(left: i128, op: Op, right: i128) -> bool {
    match op {
        Op::Equal => left == right,
        Op::NotEqual => left != right,
        Op::Less => left < right,
        Op::AtMost => left <= right,
        Op::More => left > right,
        Op::AtLeast => left >= right,
    }
}

/// The whole numbers x with `by × x (op) bound`; `by` is not 0.
fn numbers(by: i128, op: Op, bound: i128) -> Result<Set, TooLarge> {
    if bound.unsigned_abs().max(by.unsigned_abs()) > LARGEST {
        return Err(TooLarge);
    }
    let (by, op, bound) = if by < 0 { (-by, turned(op), -bound) } else { (by, op, bound) };
    let floor = bound.div_euclid(by);
    let exact = bound.rem_euclid(by) == 0;
    let below = if exact { floor - 1 } else { floor };
    Ok(match op {
        Op::AtMost => up_to(floor),
        Op::Less => up_to(below),
        Op::More => up_to(floor).not(0),
        Op::AtLeast => up_to(below).not(0),
        Op::Equal if exact => up_to(floor).and(&up_to(floor - 1).not(0)),
        Op::Equal => Set::between(1, 0),
        Op::NotEqual => numbers(by, Op::Equal, bound)?.not(0),
    })
}

/// Far within 128 bits.
const LARGEST: u128 = 1 << 120;

/// Every number that a fact can hold, up to one that it perhaps cannot.
fn up_to(last: i128) -> Set {
    match i64::try_from(last) {
        Ok(last) => Set::between(i64::MIN, last),
        Err(_) if last < 0 => Set::between(1, 0),
        Err(_) => Set::between(i64::MIN, i64::MAX),
    }
}

/// The sign after multiplying both sides by -1.
const fn turned(op: Op) -> Op {
    match op {
        Op::Less => Op::More,
        Op::AtMost => Op::AtLeast,
        Op::More => Op::Less,
        Op::AtLeast => Op::AtMost,
        same => same,
    }
}

/// A comparison as rows with `<=`: two for = (both) and <> (either), else one.
fn rows(terms: &[(usize, i128)], op: Op, bound: i128) -> Result<Vec<Row>, TooLarge> {
    let at_most = |less: i128| {
        let bound = bound.checked_sub(less).ok_or(TooLarge)?;
        Ok(Row { terms: terms.iter().copied().collect(), bound })
    };
    let at_least = |more: i128| {
        let negated = |number: i128| number.checked_neg().ok_or(TooLarge);
        let terms = terms.iter().map(|(column, by)| Ok((*column, negated(*by)?)));
        let bound = negated(bound)?.checked_sub(more).ok_or(TooLarge)?;
        Ok(Row { terms: terms.collect::<Result<_, TooLarge>>()?, bound })
    };
    Ok(match op {
        Op::AtMost => vec![at_most(0)?],
        Op::Less => vec![at_most(1)?],
        Op::AtLeast => vec![at_least(0)?],
        Op::More => vec![at_least(1)?],
        Op::Equal => vec![at_most(0)?, at_least(0)?],
        Op::NotEqual => vec![at_most(1)?, at_least(1)?],
    })
}
