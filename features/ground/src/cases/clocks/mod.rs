//! Clocks: of a case and of each of its steps; turned by acts, told day by day.

mod alerts;
pub mod explained;
mod hand;
mod recount;
mod run;
mod store;
#[cfg(test)]
mod tests;

pub use alerts::{Alert, Rung, Told, of_case as alerts_of_case, of_desk as alerts_of_desk};
pub(crate) use alerts::{KIND as ALERT_KIND, run as run_alert};
pub use hand::calendar_of;
pub(crate) use hand::{end_case, end_step, turn_case, turn_step};
pub use recount::recount;
pub(crate) use recount::{KIND as RECOUNT_KIND, run as run_recount};
pub use run::{Cause, Clock, End, Meaning, Stop, Turn, TurnRefused};
pub use store::{ClockEvent, events, replay};

/// The name of a case's own clock; a step's clock has the step's id.
pub const WHOLE_CASE: &str = "";
