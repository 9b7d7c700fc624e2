//! The playbook as an AND/OR graph: what can be had, what is blocked, and by which clauses.
//!
//! A service needs all its demands met, a demand enough of its papers, a paper any one issuer.
//! Every node knows the clause it stands for, so that what the graph proves can be told with file
//! and line. [`crate::explain`] puts it into words.

mod cells;
mod circles;
mod guards;
mod papers;
mod who;

pub use cells::Among;
pub use circles::Circle;
pub use papers::{Clause, Papers, Thing};
pub use who::Profile;

pub(crate) use papers::only_bought;
