//! AND/OR graphs: what can be had at all, and what takes how long.
//!
//! Papers are issued by services that demand papers; firms run on goods that firms make. Both are
//! the same graph: a *node* is something to be had, a *way* is one manner of getting it, and a way
//! is open once enough of its demands are met. This crate knows neither papers nor firms, only
//! numbers, and never recurses: a chain of a million nodes costs memory, not stack.

mod classes;
mod components;
mod csr;
mod fastest;
mod frees;
mod graph;
mod guard;
mod obtain;
#[cfg(test)]
mod oracle;
mod roots;
mod schedule;
mod shrink;

pub use classes::{ByClass, Classes, TooMany};
pub use fastest::Fastest;
pub use frees::{Batch, Frees, WhatIf};
pub use graph::{Builder, Graph, WayId};
pub use guard::{Atom, Profile};
pub use obtain::{Obtained, Step};
pub use roots::{Kind, Root};
pub use schedule::{Cycle, Schedule, schedule};

/// A node of a graph: numbers from 0, given out by the caller.
pub type NodeId = u32;
