//! Processes drawn elsewhere: reads workflow configurations and BPMN, judges them, draws and writes them.
#![doc = include_str!("../README.md")]

mod bpmn;
mod digit;
mod duration;
mod finding;
mod json;
mod layout;
pub mod lints;
mod model;
mod net;
pub mod observed;
mod paths;
mod reach;
mod read;
mod road;
mod svg;
mod tokens;
mod xml;

pub use bpmn::write as to_bpmn;
pub use duration::{DAY, say as say_duration};
pub use finding::{Finding, Severity};
pub use model::{Flow, Form, Gate, Kind, Message, Model, Node, Party, Process};
pub use paths::{Longest, longest};
pub use read::{FILE_BYTES_MAX, Reading, read};
pub use road::road;
pub use svg::svg;
