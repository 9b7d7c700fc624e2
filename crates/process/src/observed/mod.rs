//! What a log of cases says about a service: days, corrections, refusals, and where the days went.
//!
//! Cases come in one at a time ([`Story`]), from an event log ([`read_xes`], [`read_ocel`]) or from a database; an
//! [`Observer`] keeps sums and spreads, never the cases. Every figure is a count of what happened: nothing is guessed,
//! and what a log does not say stays unknown.

mod bounds;
mod days;
mod figures;
mod json;
mod observer;
mod ocel;
mod refused;
mod spread;
mod story;
mod xes;

pub use bounds::{Share, Z_95};
pub use days::{Terms, last_day};
pub use figures::{Observed, PaperSeen, ServiceSeen, StepSeen, VARIANTS_MAX};
pub use json::json;
pub use observer::Observer;
pub use ocel::read_ocel;
pub use refused::{Refusal, Refusals, SHOWN_MAX};
pub use spread::Spread;
pub use story::{Act, Standstill, Story, stops_from, stops_to};
pub use xes::read_xes;
