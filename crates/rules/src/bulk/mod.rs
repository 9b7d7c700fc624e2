//! Many subjects against many policies at once.
//!
//! Facts are columns. Each distinct condition of all policies becomes two bits a row, "holds" and "does not", once;
//! what joins conditions is one graph of words of 64 rows. Blocks of rows go to as many threads as are wished.

mod bits;
mod column;
mod dag;
pub(crate) mod lower;
mod pay;
mod plan;
mod run;
mod standing;
mod table;
pub(crate) mod test;

pub use bits::Bits;
pub use column::{Column, NotHere};
pub use plan::{Plan, Policy};
pub use run::{Totals, Verdicts};
pub use standing::{Changed, Redone, Standing};
pub use table::{Row, Table};
