//! One small language decides everything: a boolean expression over facts, with three truth values.
#![doc = include_str!("../README.md")]

mod catalogue;
mod error;
mod explanation;
mod near;
mod parameter;
mod rule;
mod value;

pub use catalogue::{Catalogue, Clash, Fact, FactKind};
pub use error::RuleError;
pub use explanation::{Explanation, Met, Node, NodeKind, Used};
pub use parameter::{Parameter, Parameters};
pub use rule::Rule;
pub use value::{Facts, Known, Truth, Value};
