//! Why something cannot be had, as a derivation in words, and the ways out, the easiest first.
//!
//! Leaves are clauses with file, line, level and basis; “therefore” joins them; what several
//! branches rest on is numbered and told once; a chain of single causes reads as one list.

mod derivation;
mod place;
mod ways_out;

pub use derivation::derivation;
pub use ways_out::{Rank, WayOut, ways_out, ways_out_in_words};
