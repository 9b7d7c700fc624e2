//! A rule: checked text that can be evaluated and explained.

use std::sync::Arc;

use civic::Date;

use crate::ast::Expr;
use crate::evaluate::{Slots, fits};
use crate::explain::{self, View};
use crate::scan::scan;
use crate::{
    Catalogue, Explanation, Fact, Facts, Known, Parameters, RuleError, Truth, Value, check, relevance, syntax,
};

/// Most mistakes told of one rule: more than a person mends in one go.
pub const MISTAKES_MAX: usize = 50;

/// A checked boolean expression over facts.
///
/// It is bound to the kinds of the facts and parameters it was parsed with; values of other kinds
/// met later count as unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Shared, as rules are handed on a lot and never change.
    parts: Arc<Parts>,
}

/// What a rule is made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    text: String,
    pub expr: Expr,
    pub facts: Vec<Arc<Fact>>,
    /// Names, each with a value of the kind it had when parsed.
    pub parameters: Vec<(String, Value)>,
}

impl Rule {
    /// Reads and checks a rule text; on failure all mistakes at once, in order of place, at most
    /// [`MISTAKES_MAX`] of them.
    ///
    /// Limits: 20,000 bytes, 2,000 terms (facts, literals, parameters, each time they occur),
    /// nesting of 200 (brackets, NOT, AND, OR, signs).
    pub fn parse(text: &str, catalogue: &Catalogue, parameters: &Parameters) -> Result<Rule, Vec<RuleError>> {
        let mut scanned = scan(text, catalogue, parameters).map_err(in_order)?;
        let mut errors = std::mem::take(&mut scanned.errors);
        if scanned.broken {
            return Err(in_order(errors));
        }
        let tree = match syntax::parse(&scanned) {
            Ok(tree) => tree,
            Err(error) => {
                errors.push(*error);
                return Err(in_order(errors));
            }
        };
        let checked = check::check(&tree, text, &scanned.places, catalogue, parameters);
        syntax::dismantle(tree);
        errors.extend(checked.errors);
        match checked.expr {
            Some(expr) if errors.is_empty() => {
                let (text, facts) = (text.to_owned(), checked.facts);
                let parameters = with_kinds(checked.parameters, parameters);
                Ok(Rule { parts: Arc::new(Parts { text, expr, facts, parameters }) })
            }
            _ => Err(in_order(errors)),
        }
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.parts.text
    }

    /// The facts it reads, once each, in order of appearance.
    pub fn facts(&self) -> Vec<&str> {
        self.parts.facts.iter().map(|fact| fact.name.as_str()).collect()
    }

    /// The parameters it uses, once each, in order of appearance, without the colon.
    pub fn parameters(&self) -> Vec<&str> {
        self.parts.parameters.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The verdict for one subject on a day.
    pub fn evaluate(&self, facts: &dyn Facts, params: &Parameters, as_of: Date) -> Truth {
        let known = self.known(facts);
        self.parts.expr.truth(&self.slots(&known, params, as_of))
    }

    /// The verdict with its reasons.
    ///
    /// Facts are named as in `catalogue`, or as when the rule was parsed if it lacks them.
    pub fn explain(&self, facts: &dyn Facts, params: &Parameters, as_of: Date, catalogue: &Catalogue) -> Explanation {
        let known = self.known(facts);
        let slots = self.slots(&known, params, as_of);
        let missing = relevance::missing(&self.parts.expr, &self.parts.facts, &slots)
            .into_iter()
            .map(|at| self.parts.facts[at].name.clone())
            .collect();
        let view = View {
            facts: self.parts.facts.iter().map(|fact| catalogue.get(&fact.name).unwrap_or(fact)).collect(),
            known: &known,
            parameters: self
                .parts
                .parameters
                .iter()
                .map(|(name, _)| (name.as_str(), params.entry_on(name, as_of)))
                .collect(),
            slots: &slots,
        };
        let root = explain::node(&self.parts.expr, &view);
        Explanation { verdict: root.truth, root, missing }
    }

    /// The expression, its facts, and its parameters each with a value of its kind.
    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Places for its values of which only the parameters' are filled.
    pub(crate) fn blank(&self, params: &Parameters, as_of: Date) -> Slots {
        let slots = self.slots(&[], params, as_of);
        Slots { facts: vec![None; self.parts.facts.len()], ..slots }
    }

    fn known(&self, facts: &dyn Facts) -> Vec<Option<Known>> {
        let met = |fact: &Arc<Fact>| facts.get(&fact.name).filter(|known| fits(fact, &known.value));
        self.parts.facts.iter().map(met).collect()
    }

    fn slots(&self, known: &[Option<Known>], params: &Parameters, as_of: Date) -> Slots {
        Slots {
            facts: known.iter().map(|known| known.as_ref().map(|known| known.value.clone())).collect(),
            parameters: in_force(&self.parts.parameters, params, as_of),
            today: as_of,
        }
    }
}

/// Values of parameters on a day, each of the kind it had when parsed.
pub(crate) fn in_force(parameters: &[(String, Value)], params: &Parameters, as_of: Date) -> Vec<Option<Value>> {
    let value = |(name, kind): &(String, Value)| {
        let value = params.value_on(name, as_of)?;
        (std::mem::discriminant(value) == std::mem::discriminant(kind)).then(|| value.clone())
    };
    parameters.iter().map(value).collect()
}

pub(crate) fn with_kinds(names: Vec<String>, parameters: &Parameters) -> Vec<(String, Value)> {
    names
        .into_iter()
        .filter_map(|name| {
            let value = parameters.entries(&name).next()?.value.clone();
            Some((name, value))
        })
        .collect()
}

pub(crate) fn in_order(mut errors: Vec<RuleError>) -> Vec<RuleError> {
    errors.sort_by_key(|error| (error.span.start, error.span.end));
    errors.dedup();
    errors.truncate(MISTAKES_MAX);
    errors
}
