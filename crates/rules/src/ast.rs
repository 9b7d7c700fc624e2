//! The checked expression: typed, flat where the text was a chain, free of names and parsing.
//!
//! Facts and parameters are numbers into the lists of the [`crate::Rule`]; a leaf is one condition,
//! so equal leaves of many rules can be shared and turned into columns or SQL.

use std::ops::Range;

use civic::Date;

/// Place of a fact in the rule's list.
pub(crate) type FactAt = usize;
/// Place of a parameter in the rule's list.
pub(crate) type ParameterAt = usize;

/// A boolean expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    Const(bool),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Leaf(Leaf),
}

/// One condition and its place in the text (bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub span: Range<usize>,
    pub condition: Condition,
}

/// What a leaf asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// A yes-or-no value is as wanted.
    Holds { what: Term, wanted: bool },
    /// Two texts, codes or yes-or-no values are the same (or, negated, differ).
    Same { left: Term, right: Term, negated: bool },
    /// A text or code is one of a list.
    OneOf { what: Term, values: Vec<Term>, negated: bool },
    /// A text or code starts with something.
    Prefix { what: Term, prefix: String, negated: bool },
    /// Numbers, money or days compared; both sides bear the same scale.
    Compare { left: Sum, op: Op, right: Sum },
    /// A sum lies between two, both included; all bear the same scale.
    Range { what: Sum, low: Sum, high: Sum, negated: bool },
    /// A sum is one of a list; all bear the same scale.
    Among { what: Sum, values: Vec<Sum>, negated: bool },
    /// A fact is on record (or, not wanted, is not).
    Recorded { fact: FactAt, wanted: bool },
}

/// A value that is not reckoned with: text, code, yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    Fact(FactAt),
    Parameter(ParameterAt),
    Text(String),
    Bool(bool),
}

/// A linear sum, parts in order as written; each coefficient counts in 10^-scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub parts: Vec<Part>,
    pub scale: u32,
}

/// `coefficient × 10^-scale × of`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub coefficient: i64,
    pub of: Of,
}

/// What a part counts. Days count from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    One,
    Fact(FactAt),
    Parameter(ParameterAt),
    ParameterTimesFact(ParameterAt, FactAt),
    Day(Date),
    Today,
}

/// Comparison signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Op {
    /// The sign that holds exactly when this one does not.
    pub const fn opposite(self) -> Op {
        match self {
            Op::Equal => Op::NotEqual,
            Op::NotEqual => Op::Equal,
            Op::Less => Op::AtLeast,
            Op::AtLeast => Op::Less,
            Op::More => Op::AtMost,
            Op::AtMost => Op::More,
        }
    }
}

impl Expr {
    /// The opposite, pushed into a single condition so that it reads naturally.
    pub fn negate(self) -> Expr {
        match self {
            Expr::Const(value) => Expr::Const(!value),
            Expr::Not(inner) => *inner,
            Expr::Leaf(leaf) => Expr::Leaf(Leaf { span: leaf.span, condition: leaf.condition.negate() }),
            joined => Expr::Not(Box::new(joined)),
        }
    }

    /// A condition in it reads the day of judging.
    pub fn asks_the_day(&self) -> bool {
        let mut leaves = Vec::new();
        self.leaves(&mut leaves);
        leaves.iter().any(|leaf| leaf.condition.asks_the_day())
    }

    /// Every leaf, from left to right.
    pub fn leaves<'a>(&'a self, out: &mut Vec<&'a Leaf>) {
        match self {
            Expr::Const(_) => {}
            Expr::Leaf(leaf) => out.push(leaf),
            Expr::Not(inner) => inner.leaves(out),
            Expr::All(children) | Expr::Any(children) => {
                for child in children {
                    child.leaves(out);
                }
            }
        }
    }
}

impl Condition {
    fn negate(mut self) -> Condition {
        match &mut self {
            Condition::Holds { wanted, .. } | Condition::Recorded { wanted, .. } => {
                *wanted = !*wanted;
            }
            Condition::Compare { op, .. } => *op = op.opposite(),
            Condition::Same { negated, .. }
            | Condition::OneOf { negated, .. }
            | Condition::Prefix { negated, .. }
            | Condition::Range { negated, .. }
            | Condition::Among { negated, .. } => *negated = !*negated,
        }
        self
    }

    /// The facts it reads, once each, from left to right.
    pub fn facts(&self) -> Vec<FactAt> {
        let mut seen = Vec::new();
        self.visit(&mut |of| {
            if let Of::Fact(fact) | Of::ParameterTimesFact(_, fact) = of
                && !seen.contains(&fact)
            {
                seen.push(fact);
            }
        });
        seen
    }

    /// The parameters it uses, once each, from left to right.
    pub fn parameters(&self) -> Vec<ParameterAt> {
        let mut seen = Vec::new();
        self.visit(&mut |of| {
            if let Of::Parameter(at) | Of::ParameterTimesFact(at, _) = of
                && !seen.contains(&at)
            {
                seen.push(at);
            }
        });
        seen
    }

    /// It reads the day of judging.
    pub fn asks_the_day(&self) -> bool {
        let mut asks = false;
        self.visit(&mut |of| asks |= of == Of::Today);
        asks
    }

    /// Shows every fact and parameter, as if it were part of a sum.
    fn visit(&self, see: &mut dyn FnMut(Of)) {
        let mut term = |term: &Term| match term {
            Term::Fact(at) => see(Of::Fact(*at)),
            Term::Parameter(at) => see(Of::Parameter(*at)),
            Term::Text(_) | Term::Bool(_) => {}
        };
        match self {
            Condition::Holds { what, .. } | Condition::Prefix { what, .. } => term(what),
            Condition::Same { left, right, .. } => {
                term(left);
                term(right);
            }
            Condition::OneOf { what, values, .. } => {
                term(what);
                values.iter().for_each(term);
            }
            Condition::Recorded { fact, .. } => see(Of::Fact(*fact)),
            Condition::Compare { left, right, .. } => {
                left.visit(see);
                right.visit(see);
            }
            Condition::Range { what, low, high, .. } => [what, low, high].into_iter().for_each(|sum| sum.visit(see)),
            Condition::Among { what, values, .. } => {
                what.visit(see);
                values.iter().for_each(|sum| sum.visit(see));
            }
        }
    }
}

impl Sum {
    fn visit(&self, see: &mut dyn FnMut(Of)) {
        self.parts.iter().for_each(|part| see(part.of));
    }
}
