//! Components of pages: each a small builder that writes safe HTML, with examples that feed the
//! preview page and the tests.
//!
//! A component goes straight into a template, `{{ field }}`; everything a person typed is escaped in it.

mod components;
mod form_tag;

pub use components::actions::{Actions, Button};
pub use components::bars::{Bar, Bars};
pub use components::deadline::Deadline;
pub use components::empty::Empty;
pub use components::facts::Facts;
pub use components::field::Field;
pub use components::files::{FileCard, Files};
pub use components::filter::Filter;
pub use components::lanes::Lanes;
pub use components::layers::{Layers, Node};
pub use components::loads::{Load, Loads};
pub use components::notice::Notice;
pub use components::pager::Pager;
pub use components::qr::Qr;
pub use components::road::{Milestone, Road};
pub use components::spans::{Hold, Span, Spans};
pub use components::state::{Kind, State};
pub use components::steps::Steps;
pub use components::summary::Summary;
pub use components::table::{Cell, Column, Order, Table};
pub use components::table_rows::TableRows;
pub use components::why::Why;
pub use form_tag::{BeginForm, EndForm, begin_form, end_form};

use crate::Say;

/// One example of a component: what it shows, and its HTML.
pub struct Example {
    pub title: &'static str,
    pub html: String,
}

impl Example {
    pub(crate) fn new(title: &'static str, html: impl std::fmt::Display) -> Example {
        Example { title, html: html.to_string() }
    }
}

/// A component's name, and its examples in one language.
pub type Examples = (&'static str, fn(Say) -> Vec<Example>);

/// All components with their examples, for the preview page and the tests.
pub const ALL: &[Examples] = &[
    ("Field", components::field::examples),
    ("Files", components::files::examples),
    ("Summary", components::summary::examples),
    ("Actions", components::actions::examples),
    ("State", components::state::examples),
    ("Road", components::road::examples),
    ("Steps", components::steps::examples),
    ("Deadline", components::deadline::examples),
    ("Notice", components::notice::examples),
    ("Facts", components::facts::examples),
    ("Table", components::table::examples),
    ("Rows", components::table_rows::examples),
    ("Filter", components::filter::examples),
    ("Pager", components::pager::examples),
    ("Empty", components::empty::examples),
    ("Why", components::why::examples),
    ("Qr", components::qr::examples),
    ("Layers", components::layers::examples),
    ("Lanes", components::lanes::examples),
    ("Bars", components::bars::examples),
    ("Loads", components::loads::examples),
    ("Spans", components::spans::examples),
];

/// The id of a field's input, made from its name: `f-` and the name, with other signs as `-xNN`.
/// Links of the error summary lead there.
pub fn field_id(name: &str) -> String {
    let mut id = String::from("f-");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => id.push(byte as char),
            other => id.push_str(&format!("-x{other:02x}")),
        }
    }
    id
}
