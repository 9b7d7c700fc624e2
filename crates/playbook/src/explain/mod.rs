//! Why something cannot be had, as a derivation in words, and the ways out, the easiest first.
//!
//! Leaves are clauses with file, line, level and basis; “therefore” joins them; what several
//! branches rest on is numbered and told once; a chain of single causes reads as one list.

mod commitment;
mod derivation;
mod place;
mod tell_ways;
mod ways_out;

pub use commitment::{NoCommitment, excluded, law, may_stand_in};
pub use derivation::derivation;
pub use tell_ways::{Freed, Way, told, ways_out_in_words};
pub use ways_out::{Rank, WayOut, freeing, ways_out};

pub(crate) use ways_out::way;
