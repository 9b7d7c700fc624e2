//! Civic conventions of the country as plain values: identifiers, divisions, industries, sizes,
//! working days, money, dates and masking. Pure: no clock, no disk, no network.
//!
//! Everything read from a person comes back as a value or as a [`Problem`] in both languages that
//! says where, what is wrong and what to do next. The embedded tables and how they are made are
//! told in `data/README.md`; each is read on first use.

pub mod calendar;
pub mod clock;
pub mod dates;
pub mod division;
pub mod document;
pub mod industry;
pub mod mask;
pub mod money;
pub mod problem;
mod region;
pub mod size;
pub mod text;
pub mod tidy;
mod tsv;
pub mod uscc;

pub use calendar::Calendar;
pub use division::{Division, Divisions, Level, RegionCode};
pub use document::{Document, DocumentKind};
pub use industry::Industry;
pub use jiff::{Timestamp, civil::Date};
pub use money::Fen;
pub use problem::Problem;
pub use size::SizeClass;
pub use text::{Lang, Text};
pub use uscc::Uscc;
