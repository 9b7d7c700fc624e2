//! Rules as text: reads a playbook, judges it, and answers what a subject needs.
#![doc = include_str!("../README.md")]

mod after;
mod bpmn;
mod build;
mod build_overlay;
mod build_service;
mod build_shape;
pub mod catalogue;
mod check;
mod compare;
mod demand;
mod diagnostic;
mod digest;
mod escapes;
pub mod examples;
pub mod explain;
pub mod finder;
mod foreign;
pub mod graph;
mod intake;
mod judge;
pub mod keys;
pub mod limits;
pub mod lints;
mod markdown;
pub mod measured;
mod model;
mod nearest;
mod overlay;
mod plan;
mod read;
mod read_overlays;
mod refs;
pub mod render;
mod render_github;
mod render_sarif;
pub mod schema;
mod service_facts;
pub mod slim;
mod source;
mod spread;
mod syntax;
mod tables;
mod values;
mod view;

pub use after::After;
pub use bpmn::process_of;
pub use diagnostic::{Diagnostic, Fix, Severity, sort};
pub use digest::digest;
pub use foreign::{diagnostics, prose};
pub use model::{
    Agency, Allow, Ask, Audience, Demand, Evidence, EvidenceKind, Issuer, Mode, Need, Playbook, Provenance, Service,
    Silence, Step, Yearly,
};
pub use nearest::nearest;
pub use overlay::{Change, ChangeKind, Layer, Overlay, Setting};
pub use plan::waits_among;
pub use read::{Reading, read};
pub use source::{Files, Place, Sources, Span};
