//! Civic conventions of the country as plain values: identifiers, divisions, industries, sizes,
//! working days, money, dates and masking. Pure: no clock, no disk, no network.

pub mod division;
pub mod problem;
mod region;
pub mod text;
mod tidy;

pub use division::{Level, RegionCode};
pub use jiff::{Timestamp, civil::Date};
pub use problem::Problem;
pub use text::{Lang, Text};
