//! One file of Rust and one of HTML per component.

pub mod actions;
pub mod bars;
pub mod deadline;
pub mod empty;
pub mod facts;
pub mod field;
pub mod files;
pub mod filter;
pub mod lanes;
pub mod layers;
pub mod loads;
pub mod notice;
pub mod pager;
pub mod qr;
pub mod road;
pub mod spans;
pub mod state;
pub mod steps;
pub mod summary;
pub mod table;
pub mod table_rows;
pub mod why;
