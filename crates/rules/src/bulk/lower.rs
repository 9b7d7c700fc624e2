//! From a checked rule to the graph: parameters and the day become numbers, facts become columns.

use std::sync::Arc;

use super::Table;
use super::column::Data;
use super::dag::{Dag, Edge};
use super::test::{Line, Sign, Slow, Test, factor};
use crate::ast::{Condition, Expr, FactAt, Of, Op, Sum, Term};
use crate::evaluate::Slots;
use crate::{Fact, Truth, Value};

/// What one rule is made of, on its way into the graph.
pub(super) struct Lower<'a> {
    pub dag: &'a mut Dag<Test>,
    pub table: &'a Table,
    /// Facts of the rule and their columns; `None` = nothing is known of anybody.
    pub columns: Vec<(Arc<Fact>, Option<usize>)>,
    /// Parameters and the day; no facts.
    pub slots: Slots,
}

impl<'a> Lower<'a> {
    pub fn new(dag: &'a mut Dag<Test>, table: &'a Table, facts: &[Arc<Fact>], slots: Slots) -> Lower<'a> {
        let column = |fact: &Arc<Fact>| {
            let at = table.at(&fact.name).filter(|at| table.columns[*at].fits(fact));
            (Arc::clone(fact), at)
        };
        Lower { dag, table, columns: facts.iter().map(column).collect(), slots }
    }

    /// The edge of an expression. As deep as rules can be: 200.
    pub fn expr(&mut self, expr: &Expr) -> Edge {
        match expr {
            Expr::Const(true) => Edge::TRUE,
            Expr::Const(false) => Edge::FALSE,
            Expr::Not(inner) => self.expr(inner).not(),
            Expr::All(children) => {
                let edges: Vec<Edge> = children.iter().map(|child| self.expr(child)).collect();
                self.dag.all(edges)
            }
            Expr::Any(children) => {
                let edges: Vec<Edge> = children.iter().map(|child| self.expr(child)).collect();
                self.dag.any(edges)
            }
            Expr::Leaf(leaf) => self.condition(&leaf.condition),
        }
    }

    fn condition(&mut self, condition: &Condition) -> Edge {
        if !Slow::reads(condition) {
            return constant(condition.truth(&self.slots));
        }
        match condition {
            Condition::Holds { what, wanted } => self.same(what, &Term::Bool(*wanted)),
            Condition::Same { left, right, negated } => self.same(left, right).not_if(*negated),
            Condition::OneOf { what, values, negated } => self.one_of(what, values).not_if(*negated),
            Condition::Prefix { what: Term::Fact(at), prefix, negated } => {
                self.words(*at, |word| word.starts_with(prefix.as_str())).not_if(*negated)
            }
            Condition::Recorded { fact, wanted } => match self.columns[*fact].1 {
                Some(at) => self.dag.test(Test::Recorded(at)).not_if(!*wanted),
                None => constant(Truth::from(!*wanted)),
            },
            Condition::Compare { left, op, right } => self.compare(left, *op, right, condition),
            Condition::Range { what, low, high, negated } => {
                let from = self.compare(what, Op::AtLeast, low, condition);
                let to = self.compare(what, Op::AtMost, high, condition);
                self.within(from, to).unwrap_or_else(|| self.dag.all([from, to])).not_if(*negated)
            }
            Condition::Among { what, values, negated } => self.among(what, values, condition).not_if(*negated),
            other @ Condition::Prefix { .. } => self.slow(other),
        }
    }

    fn slow(&mut self, condition: &Condition) -> Edge {
        let slots = Slots { facts: vec![None; self.columns.len()], ..self.slots.clone() };
        let slow = Slow { condition: condition.clone(), slots, columns: self.columns.clone() };
        self.dag.test(Test::Slow(Arc::new(slow)))
    }

    fn same(&mut self, left: &Term, right: &Term) -> Edge {
        match (left, right) {
            (Term::Fact(a), Term::Fact(b)) => {
                let (Some(a), Some(b)) = (self.columns[*a].1, self.columns[*b].1) else {
                    return Edge::UNKNOWN;
                };
                let (a, b) = (a.min(b), a.max(b));
                self.dag.test(match self.table.columns[a].data {
                    Data::Bools(_) => Test::SameYes(a, b),
                    _ => Test::SameWords(a, b),
                })
            }
            (Term::Fact(at), other) | (other, Term::Fact(at)) => match other.value(&self.slots) {
                None => Edge::UNKNOWN,
                Some(Value::Bool(wanted)) => match self.columns[*at].1 {
                    None => Edge::UNKNOWN,
                    Some(column) if matches!(self.table.columns[column].data, Data::Bools(_)) => {
                        self.dag.test(Test::Yes(column)).not_if(!wanted)
                    }
                    // values of different kinds are never the same
                    Some(_) => self.words(*at, |_| false),
                },
                Some(Value::Text(text)) => self.words(*at, |word| word == text),
                Some(_) => self.words(*at, |_| false),
            },
            (left, right) => match (left.value(&self.slots), right.value(&self.slots)) {
                (Some(left), Some(right)) => constant(Truth::from(left == right)),
                _ => Edge::UNKNOWN,
            },
        }
    }

    fn one_of(&mut self, what: &Term, values: &[Term]) -> Edge {
        let Term::Fact(at) = what else {
            let edges: Vec<Edge> = values.iter().map(|value| self.same(what, value)).collect();
            return self.dag.any(edges);
        };
        let mut wanted: Vec<String> = Vec::new();
        let mut others: Vec<Edge> = Vec::new();
        for value in values {
            match value.value(&self.slots) {
                Some(Value::Text(text)) => wanted.push(text),
                _ => others.push(self.same(what, value)),
            }
        }
        wanted.sort_unstable();
        let listed = self.words(*at, |word| wanted.binary_search_by(|text| text.as_str().cmp(word)).is_ok());
        self.dag.any(others.into_iter().chain([listed]))
    }

    /// Words of a column that are as wanted, as stretches of its list.
    fn words(&mut self, at: usize, wanted: impl Fn(&str) -> bool) -> Edge {
        let Some(column) = self.columns[at].1 else {
            return Edge::UNKNOWN;
        };
        let Data::Words(words) = &self.table.columns[column].data else {
            // a yes-or-no column is no word: known rows answer no
            return self.dag.test(Test::Among(column, Arc::from([i64::MAX])));
        };
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for (place, _) in (0..).zip(&words.list).filter(|(_, word)| wanted(word)) {
            match stretches.last_mut() {
                Some((_, last)) if *last + 1 == place => *last = place,
                _ => stretches.push((place, place)),
            }
        }
        self.dag.test(Test::Words(column, stretches.into()))
    }

    fn compare(&mut self, left: &Sum, op: Op, right: &Sum, whole: &Condition) -> Edge {
        let line = match self.line(left, Some(right)) {
            Reckoned::Line(line) => line,
            Reckoned::Unknown => return Edge::UNKNOWN,
            // the parts of a range are asked apart, so the whole cannot stand for one of them
            Reckoned::TooLarge => {
                return match whole {
                    Condition::Compare { .. } => self.slow(whole),
                    _ => self.slow(&Condition::Compare { left: left.clone(), op, right: right.clone() }),
                };
            }
        };
        let (sign, opposite) = Sign::of(op);
        match line.parts.as_slice() {
            [] => constant(Truth::from(sign.is(line.constant.cmp(&0)))),
            [(coefficient, at)] => self.single(*coefficient, *at, line.constant, sign),
            _ => self.dag.test(Test::Sum(Arc::new(line), sign)),
        }
        .not_if(opposite)
    }

    /// `coefficient × column + constant` seen from 0, as bounds of the column.
    fn single(&mut self, coefficient: i128, at: usize, constant: i128, sign: Sign) -> Edge {
        let (low, high) = bounds(coefficient, constant, sign);
        // one side is asked, so that a comparison and its opposite are one question
        if low > i64::MIN && high == i64::MAX {
            return self.dag.test(Test::Within(at, i64::MIN, low - 1)).not();
        }
        self.dag.test(Test::Within(at, low, high))
    }

    /// Two bounds of one column as one question.
    fn within(&mut self, from: Edge, to: Edge) -> Option<Edge> {
        let bounds = |edge: Edge| match &self.dag.nodes[edge.node()] {
            super::dag::Node::Test(Test::Within(at, low, high)) => Some((*at, *low, *high, edge.is_opposite())),
            _ => None,
        };
        match (bounds(from)?, bounds(to)?) {
            ((a, i64::MIN, below, true), (b, i64::MIN, high, false)) if a == b => {
                let (low, high) = if below >= high { (1, 0) } else { (below + 1, high) };
                Some(self.dag.test(Test::Within(a, low, high)))
            }
            _ => None,
        }
    }

    fn among(&mut self, what: &Sum, values: &[Sum], whole: &Condition) -> Edge {
        let edges: Vec<Edge> = values.iter().map(|value| self.compare(what, Op::Equal, value, whole)).collect();
        // equalities of one column, all with a value: one question
        let mut at = None;
        let mut numbers = Vec::new();
        for edge in &edges {
            match &self.dag.nodes[edge.node()] {
                super::dag::Node::Test(Test::Within(column, low, high)) if !edge.is_opposite() && low >= high => {
                    if *at.get_or_insert(*column) != *column {
                        return self.dag.any(edges);
                    }
                    if low == high {
                        numbers.push(*low);
                    }
                }
                _ => return self.dag.any(edges),
            }
        }
        match at {
            Some(at) if numbers.len() > 2 => {
                numbers.sort_unstable();
                numbers.dedup();
                self.dag.test(Test::Among(at, numbers.into()))
            }
            _ => self.dag.any(edges),
        }
    }

    /// `left - right` over columns.
    pub fn line(&self, left: &Sum, right: Option<&Sum>) -> Reckoned {
        line_of(left, right, &self.slots, &|fact| self.columns[fact].1)
    }
}

/// `left - right` over columns, where each fact has its column or is unknown.
pub(crate) fn line_of(
    left: &Sum,
    right: Option<&Sum>,
    slots: &Slots,
    column: &dyn Fn(FactAt) -> Option<usize>,
) -> Reckoned {
    let sides = [(Some(left), 1i128), (right, -1)];
    // a part that is not known makes the whole unknown, even where another is too large
    for part in sides.iter().filter_map(|(sum, _)| *sum).flat_map(|sum| &sum.parts) {
        let there = match part.of {
            Of::Fact(fact) | Of::ParameterTimesFact(_, fact) => column(fact).is_some(),
            _ => true,
        };
        if !there || factor(part.of, slots).is_none() {
            return Reckoned::Unknown;
        }
    }
    let mut line = Line { parts: Vec::new(), constant: 0 };
    for (sum, sign) in sides {
        for part in sum.map(|sum| sum.parts.as_slice()).unwrap_or_default() {
            if add(&mut line, part.of, sign * i128::from(part.coefficient), slots, column).is_none() {
                return Reckoned::TooLarge;
            }
        }
    }
    line.parts.sort_unstable_by_key(|(_, at)| *at);
    Reckoned::Line(line)
}

fn add(
    line: &mut Line,
    of: Of,
    coefficient: i128,
    slots: &Slots,
    column: &dyn Fn(FactAt) -> Option<usize>,
) -> Option<()> {
    /// Larger numbers are reckoned row by row.
    const LARGE: u128 = 1 << 124;
    let (a, b) = factor(of, slots)?;
    let product = coefficient.checked_mul(i128::from(a))?.checked_mul(i128::from(b))?;
    let total = match of {
        Of::Fact(fact) | Of::ParameterTimesFact(_, fact) => {
            let column = column(fact)?;
            match line.parts.iter().position(|(_, at)| *at == column) {
                Some(place) => &mut line.parts[place].0,
                None => {
                    line.parts.push((0, column));
                    &mut line.parts.last_mut()?.0
                }
            }
        }
        _ => &mut line.constant,
    };
    *total = total.checked_add(product).filter(|total| total.unsigned_abs() < LARGE)?;
    Some(())
}

/// Where `coefficient × value + constant` is as wished, seen from 0: least and most value; nowhere if they cross.
pub(crate) fn bounds(coefficient: i128, constant: i128, sign: Sign) -> (i64, i64) {
    let fit = |number: i128| i64::try_from(number.clamp(i128::from(i64::MIN), i128::from(i64::MAX))).unwrap_or(0);
    let rest = -constant;
    match (sign, coefficient) {
        // always or never, where the value is known
        (_, 0) => {
            let holds = match sign {
                Sign::Zero => constant == 0,
                Sign::Positive => constant > 0,
                Sign::NotNegative => constant >= 0,
            };
            if holds { (i64::MIN, i64::MAX) } else { (1, 0) }
        }
        (Sign::Zero, by) if rest % by == 0 && i64::try_from(rest / by).is_ok() => (fit(rest / by), fit(rest / by)),
        (Sign::Zero, _) => (1, 0),
        (sign, by) => {
            // by × x >= least; by × x > rest is by × x >= rest + 1
            let least = if sign == Sign::Positive { rest + 1 } else { rest };
            if by > 0 {
                let bound = ceil(least, by);
                if bound > i128::from(i64::MAX) { (1, 0) } else { (fit(bound), i64::MAX) }
            } else {
                let bound = (-least).div_euclid(-by);
                if bound < i128::from(i64::MIN) { (1, 0) } else { (i64::MIN, fit(bound)) }
            }
        }
    }
}

/// A sum over columns, or why it is none.
pub(crate) enum Reckoned {
    Line(Line),
    Unknown,
    TooLarge,
}

fn constant(truth: Truth) -> Edge {
    match truth {
        Truth::True => Edge::TRUE,
        Truth::False => Edge::FALSE,
        Truth::Unknown => Edge::UNKNOWN,
    }
}

fn ceil(number: i128, by: i128) -> i128 {
    -((-number).div_euclid(by))
}
