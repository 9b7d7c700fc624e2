//! AND/OR graphs: what can be had at all, and what takes how long.
//!
//! Papers are issued by services that demand papers; firms run on goods that firms make. Both are
//! the same graph: a *node* is something to be had, a *way* is one manner of getting it, and a way
//! is open once enough of its demands are met. This crate knows neither papers nor firms, only
//! numbers, and never recurses: a chain of a million nodes costs memory, not stack.

mod catalogue;
mod cheapest;
mod classes;
mod components;
mod csr;
mod edits;
mod fastest;
mod fragile;
mod frees;
mod graph;
mod guard;
mod hitting;
mod json;
pub mod jsonl;
mod line;
mod live;
mod numbers;
mod obtain;
#[cfg(test)]
mod oracle;
mod queue;
mod roots;
mod schedule;
mod shrink;

pub use cheapest::Cheapest;
pub use classes::{ByClass, Classes, TooMany};
pub use edits::{Edits, Stuck};
pub use fastest::Fastest;
pub use fragile::Fragile;
pub use frees::{Batch, Frees, WhatIf};
pub use graph::{Builder, Graph, WayId};
pub use guard::{Atom, Profile};
pub use live::Live;
pub use obtain::{Obtained, Step};
pub use roots::{Kind, Root};
pub use schedule::{Cycle, Schedule, schedule};

/// A node of a graph: numbers from 0, given out by the caller.
pub type NodeId = u32;
