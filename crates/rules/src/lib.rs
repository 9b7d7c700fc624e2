//! One small language decides everything: a boolean expression over facts, with three truth values.
#![doc = include_str!("../README.md")]

mod amount;
mod ast;
pub mod bulk;
mod catalogue;
mod characters;
mod check;
mod dialect;
mod error;
mod evaluate;
mod explain;
mod explanation;
pub mod logic;
mod mistakes;
mod near;
mod parameter;
mod places;
pub mod push;
mod relevance;
mod rule;
mod scan;
mod scanner;
mod syntax;
mod value;
mod wide;
mod words;

pub use amount::{Amount, Given, Reckoning};
pub use catalogue::{Catalogue, Clash, Column, Fact, FactKind, Shape};
pub use error::RuleError;
pub use explanation::{Explanation, Met, Node, NodeKind, Used};
pub use parameter::{Parameter, Parameters};
pub use rule::{MISTAKES_MAX, Rule};
pub use value::{Facts, Known, Truth, Value};
