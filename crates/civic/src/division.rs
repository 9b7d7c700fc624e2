//! The administrative divisions of the country: names, parents, changes over time.

pub use crate::region::{Level, RegionCode};
