//! The slimmer: what a rule book costs as written, after safe changes, after all changes; and the way to get a thing.

mod candidates;
mod chart;
mod count;
mod diff;
mod duplicates;
mod figures;
mod json;
mod measured;
mod own;
mod report;
mod rewrite;
mod route;
mod route_graph;
mod route_report;
mod run;
mod search;
mod series;
mod table;
mod times;

pub use chart::{Bar, chart};
pub use count::{Row, Tally, tally};
pub use diff::patch;
pub use figures::{COLUMNS, Column, Figures, Rate};
pub use json::{json, route_json};
pub use measured::{Borne, borne, measured_findings, measured_human, measured_json};
pub use report::{figures_human, human};
pub use route::{Aim, Route, Stop, Stuck, route};
pub use route_report::routes_human;
pub use run::{Decision, Edit, Question, Slimming, State, Stay, pick, slim};
