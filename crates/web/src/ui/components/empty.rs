//! An empty place: why it is empty, what will fill it, and one action.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::{Button, Example};

/// Stands where a list would be.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/empty.html")]
pub struct Empty {
    why: String,
    fills: String,
    action: Option<Button>,
}

impl HtmlSafe for Empty {}

impl Empty {
    /// Why it is empty, and what will fill it.
    pub fn new(why: impl Into<String>, fills: impl Into<String>) -> Empty {
        Empty { why: why.into(), fills: fills.into(), action: None }
    }

    /// The one thing to do about it.
    #[must_use]
    pub fn action(mut self, href: impl Into<String>, words: impl Into<String>) -> Empty {
        self.action = Some(Button::link(href, words).secondary());
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    vec![Example::new(
        "an empty list",
        Empty::new(w.t("example-empty"), w.t("example-fills")).action("/preview", w.t("continue")),
    )]
}
