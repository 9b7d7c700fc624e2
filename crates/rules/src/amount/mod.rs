//! Amounts of money: what a policy gives, in whole fen, reckoned exactly.

mod bounds;
mod parse;
mod reckon;
mod tell;

use std::sync::Arc;

use civic::Date;

use crate::ast::{Expr, Sum};
use crate::evaluate::{Slots, fits};
use crate::{Catalogue, Fact, Facts, Parameters, RuleError, Value};

pub(crate) use reckon::FINE;
pub use reckon::Given;
pub use tell::Reckoning;

/// A checked amount of money over facts.
///
/// ```
/// # use std::collections::BTreeMap;
/// # use civic::{Date, text::Text};
/// # use rules::{Amount, Catalogue, Fact, FactKind, Given, Parameters, Shape, Value};
/// # let mut catalogue = Catalogue::default();
/// # catalogue.add(Fact { name: "headcount".into(), kind: FactKind::Int, unit: Some("person".into()), words: Text::new("人数", "headcount"),
/// #     question: None, hint: None, register: None, min: Some(0), max: None, shape: Shape::Plain })?;
/// let amount = Amount::parse("min(500 yuan * headcount, 10000 yuan)", &catalogue, &Parameters::default())
///     .map_err(|errors| format!("{errors:?}"))?;
/// let day = Date::constant(2020, 3, 3);
/// let of = |facts: &BTreeMap<String, Value>| amount.reckon(facts, &Parameters::default(), day);
/// assert_eq!(of(&BTreeMap::from([("headcount".to_owned(), Value::Int(12))])), Given::Known(600_000));
/// assert_eq!(of(&BTreeMap::from([("headcount".to_owned(), Value::Int(50))])), Given::Known(1_000_000));
/// // who does not say how many people work there is not paid the most
/// assert_eq!(of(&BTreeMap::new()), Given::Unknown);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    parts: Arc<Parts>,
}

/// What an amount is made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    text: String,
    pub tree: Tree,
    pub facts: Vec<Arc<Fact>>,
    /// Names, each with a value of the kind it had when parsed.
    pub parameters: Vec<(String, Value)>,
}

/// How an amount is reckoned; numbers in fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// `0.5 * premium + 100 yuan`.
    Sum(Sum, String),
    /// The least, the most, or all together.
    Join(Join, Vec<Tree>),
    /// Of each stretch of a quantity its own share; nothing of what is below 0.
    Bands { of: Sum, text: String, steps: Vec<Step>, above: Share },
    /// In whole multiples of so many fen.
    Round { what: Box<Tree>, to: i64, how: How },
    /// The first of which the condition holds, else the last.
    When { cases: Vec<(Expr, String, Tree)>, otherwise: Box<Tree> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    Least,
    Most,
    Total,
}

/// The share of a stretch up to a bound, in fen, included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub up_to: i64,
    pub share: Share,
}

/// So many millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Down,
    Up,
    HalfUp,
}

impl Amount {
    /// Reads and checks an amount; on failure all mistakes at once, in order of place.
    ///
    /// Limits as of rules, with nesting of 32.
    pub fn parse(text: &str, catalogue: &Catalogue, parameters: &Parameters) -> Result<Amount, Vec<RuleError>> {
        let (tree, facts, names) = parse::parse(text, catalogue, parameters)?;
        let parameters = crate::rule::with_kinds(names, parameters);
        Ok(Amount { parts: Arc::new(Parts { text: text.to_owned(), tree, facts, parameters }) })
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.parts.text
    }

    /// The facts it reads, once each, in order of appearance.
    pub fn facts(&self) -> Vec<&str> {
        self.parts.facts.iter().map(|fact| fact.name.as_str()).collect()
    }

    /// The parameters it uses, once each, without the colon.
    pub fn parameters(&self) -> Vec<&str> {
        self.parts.parameters.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The amount for one subject on a day.
    pub fn reckon(&self, facts: &dyn Facts, params: &Parameters, as_of: Date) -> Given {
        self.parts.tree.fen(&self.slots(facts, params, as_of))
    }

    /// A rule text that holds exactly for those to whom it gives less than so many fen.
    ///
    /// `None` where no rule can say it: totals of more than sums, bands.
    pub fn below(&self, fen: i64) -> Option<String> {
        bounds::below(&self.parts.tree, fen)
    }

    /// A rule text that holds exactly for those to whom it gives more than so many fen.
    pub fn above(&self, fen: i64) -> Option<String> {
        bounds::above(&self.parts.tree, fen)
    }

    pub(crate) fn parts(&self) -> &Arc<Parts> {
        &self.parts
    }

    /// Places for its values of which only the parameters' are filled.
    pub(crate) fn blank(&self, params: &Parameters, as_of: Date) -> Slots {
        self.slots(&(), params, as_of)
    }

    fn slots(&self, facts: &dyn Facts, params: &Parameters, as_of: Date) -> Slots {
        let met = |fact: &Arc<Fact>| facts.get(&fact.name).map(|known| known.value).filter(|value| fits(fact, value));
        Slots {
            facts: self.parts.facts.iter().map(met).collect(),
            parameters: crate::rule::in_force(&self.parts.parameters, params, as_of),
            today: as_of,
        }
    }
}
