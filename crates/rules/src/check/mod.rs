//! From SQL's tree to the checked expression: only whitelisted nodes, every operand typed.

mod compare;
mod kinds;
mod messages;
mod operand;
mod sum;

use std::ops::Range;
use std::sync::Arc;

use sqlparser::ast::{BinaryOperator, Expr as Sql, UnaryOperator, Value as SqlValue};

use crate::ast::{Condition, Expr, FactAt, Leaf, ParameterAt, Sum, Term};
use crate::catalogue::under;
use crate::places::Places;
use crate::scan::TODAY;
use crate::{Catalogue, Fact, FactKind, Parameters, RuleError};

use kinds::{Operand, Quantity, WordKind};

/// What checking finds besides the expression.
pub(crate) struct Checked {
    pub expr: Option<Expr>,
    pub facts: Vec<Arc<Fact>>,
    pub parameters: Vec<String>,
    pub errors: Vec<RuleError>,
}

/// Checks the whole tree; without an expression there is at least one error, here or in scanning.
pub(crate) fn check(
    tree: &Sql,
    text: &str,
    places: &Places,
    catalogue: &Catalogue,
    parameters: &Parameters,
) -> Checked {
    let mut check = Check {
        text,
        places,
        catalogue,
        given: parameters,
        facts: Vec::new(),
        parameters: Vec::new(),
        errors: Vec::new(),
    };
    let expr = check.condition(tree).0;
    Checked { expr, facts: check.facts, parameters: check.parameters, errors: check.errors }
}

/// What a part of an amount must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Condition,
    Money,
}

/// What a part of an amount is.
pub(crate) enum Found {
    Expr(Expr),
    Sum(Sum),
}

/// What checking a part of an amount finds.
pub(crate) struct Piece {
    pub found: Option<Found>,
    pub facts: Vec<Arc<Fact>>,
    pub parameters: Vec<String>,
    pub errors: Vec<RuleError>,
}

/// Checks a part of an amount; its facts and parameters join the lists of the parts before.
pub(crate) fn piece(
    tree: &Sql,
    text: &str,
    places: &Places,
    (catalogue, given): (&Catalogue, &Parameters),
    (facts, parameters): (Vec<Arc<Fact>>, Vec<String>),
    wanted: Wanted,
) -> Piece {
    let mut check = Check { text, places, catalogue, given, facts, parameters, errors: Vec::new() };
    let found = match wanted {
        Wanted::Condition => check.condition(tree).0.map(Found::Expr),
        Wanted::Money => check.money(tree).map(Found::Sum),
    };
    Piece { found, facts: check.facts, parameters: check.parameters, errors: check.errors }
}

struct Check<'a> {
    text: &'a str,
    places: &'a Places,
    catalogue: &'a Catalogue,
    given: &'a Parameters,
    facts: Vec<Arc<Fact>>,
    parameters: Vec<String>,
    errors: Vec<RuleError>,
}

/// The bytes from the first to the last of two places.
fn cover(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}

fn leaf(condition: Condition, span: &Range<usize>) -> Option<Expr> {
    Some(Expr::Leaf(Leaf { span: span.clone(), condition }))
}

fn negate_if(negated: bool, expr: Option<Expr>) -> Option<Expr> {
    if negated { expr.map(Expr::negate) } else { expr }
}

impl Check<'_> {
    /// A part that must be true or false.
    fn condition(&mut self, tree: &Sql) -> (Option<Expr>, Range<usize>) {
        match tree {
            Sql::Nested(inner) => self.condition(inner),
            Sql::UnaryOp { op: UnaryOperator::Not, expr } => {
                let (inner, span) = self.condition(expr);
                (inner.map(Expr::negate), span)
            }
            Sql::BinaryOp { op: op @ (BinaryOperator::And | BinaryOperator::Or), .. } => self.chain(tree, op),
            Sql::BinaryOp { left, op, right } if kinds::comparison(op).is_some() => self.comparison(left, op, right),
            Sql::Between { expr, negated, low, high } => {
                let (found, span) = self.between(expr, low, high);
                (negate_if(*negated, found), span)
            }
            Sql::InList { expr, list, negated } => {
                let (found, span) = self.in_list(expr, list);
                (negate_if(*negated, found), span)
            }
            Sql::Like { negated, expr, pattern, .. } => {
                let (found, span) = self.like(expr, pattern);
                (negate_if(*negated, found), span)
            }
            Sql::IsNull(expr) => self.recorded(expr, false),
            Sql::IsNotNull(expr) => self.recorded(expr, true),
            Sql::Value(value) if matches!(value.value, SqlValue::Boolean(_)) => {
                let holds = matches!(value.value, SqlValue::Boolean(true));
                (Some(Expr::Const(holds)), self.places.bytes(value.span))
            }
            other => self.bare(other),
        }
    }

    /// `a AND b AND c`, however long, without recursion along the chain.
    fn chain(&mut self, tree: &Sql, op: &BinaryOperator) -> (Option<Expr>, Range<usize>) {
        let mut parts = Vec::new();
        let mut rest = tree;
        while let Sql::BinaryOp { left, op: this, right } = rest
            && this == op
        {
            parts.push(&**right);
            rest = left;
        }
        parts.push(rest);
        let mut children = Vec::with_capacity(parts.len());
        let mut sound = true;
        let mut span: Option<Range<usize>> = None;
        for part in parts.into_iter().rev() {
            let (child, place) = self.condition(part);
            span = Some(span.map_or(place.clone(), |span| cover(&span, &place)));
            match (child, op) {
                (Some(Expr::All(inner)), BinaryOperator::And) | (Some(Expr::Any(inner)), BinaryOperator::Or) => {
                    children.extend(inner)
                }
                (Some(child), _) => children.push(child),
                (None, _) => sound = false,
            }
        }
        let joined = match op {
            BinaryOperator::And => Expr::All(children),
            _ => Expr::Any(children),
        };
        (sound.then_some(joined), span.unwrap_or(0..0))
    }

    /// A sum that must be money; a bare 0 is money too.
    fn money(&mut self, tree: &Sql) -> Option<Sum> {
        let (operand, span) = self.operand(tree);
        match operand {
            Operand::Sum(sum, Quantity::Money) => Some(sum),
            Operand::Broken => None,
            other => {
                let what = other.describe();
                let error = RuleError::new(
                    "not-money",
                    span,
                    format!("这里要写金额，这是{}", what.zh),
                    format!("an amount of money belongs here, this is {}", what.en),
                );
                self.errors.push(error.help(
                    "写作 500 yuan * 人数，或金额类事实的几成",
                    "write 500 yuan * HEADCOUNT, or a share of a fact that is money",
                ));
                None
            }
        }
    }

    /// An operand standing alone as a condition: it must be a yes-or-no value.
    fn bare(&mut self, tree: &Sql) -> (Option<Expr>, Range<usize>) {
        let (operand, span) = self.operand(tree);
        let found = match operand {
            Operand::Word(what, WordKind::Bool) => leaf(Condition::Holds { what, wanted: true }, &span),
            Operand::Broken => None,
            other => {
                self.not_a_condition(&other, &span);
                None
            }
        };
        (found, span)
    }

    fn recorded(&mut self, tree: &Sql, wanted: bool) -> (Option<Expr>, Range<usize>) {
        let (operand, span) = self.operand(tree);
        let fact = match (&operand, tree) {
            (Operand::Broken, _) => None,
            (Operand::Word(Term::Fact(at), _), _) => Some(*at),
            (Operand::Sum(sum, _), Sql::Identifier(_)) => sum.only_fact(),
            _ => {
                self.errors.push(
                    RuleError::new(
                        "null-of-what",
                        span.clone(),
                        "只能问一个事实有没有登记",
                        "only a fact can be on record or not",
                    )
                    .help("写作 名字 IS NULL", "write NAME IS NULL"),
                );
                None
            }
        };
        let found = fact.and_then(|fact| leaf(Condition::Recorded { fact, wanted }, &span));
        (found, span)
    }

    /// The place of a fact in the rule's list; `None` for a name already reported as unknown.
    fn fact(&mut self, name: &str) -> Option<FactAt> {
        let fact = self.catalogue.shared(name)?;
        let at = self.facts.iter().position(|known| known.name == fact.name);
        Some(at.unwrap_or_else(|| {
            self.facts.push(Arc::clone(fact));
            self.facts.len() - 1
        }))
    }

    /// The place of a parameter in the rule's list.
    fn parameter(&mut self, name: &str) -> ParameterAt {
        let name = under(name);
        let at = self.parameters.iter().position(|known| *known == name);
        at.unwrap_or_else(|| {
            self.parameters.push(name);
            self.parameters.len() - 1
        })
    }

    fn kind_of(&self, at: FactAt) -> &FactKind {
        &self.facts[at].kind
    }

    fn is_today(name: &str) -> bool {
        name == TODAY
    }
}
