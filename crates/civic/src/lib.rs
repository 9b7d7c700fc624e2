//! Civic conventions of the country as plain values: identifiers, divisions, industries, sizes,
//! working days, money, dates and masking. Pure: no clock, no disk, no network.

pub mod division;
pub mod industry;
pub mod problem;
mod region;
pub mod size;
pub mod text;
mod tidy;
mod tsv;

pub use division::{Level, RegionCode};
pub use industry::Industry;
pub use jiff::{Timestamp, civil::Date};
pub use problem::Problem;
pub use size::SizeClass;
pub use text::{Lang, Text};
