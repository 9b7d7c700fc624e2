//! A list of facts: term, value, and where the value comes from.

use askama::Template;
use askama::filters::HtmlSafe;

use super::table::Cell;
use crate::Say;
use crate::ui::{Example, State};

#[derive(Clone, Debug)]
struct Line {
    term: String,
    value: Cell,
    source: String,
    change: Option<(String, String)>,
}

/// Facts about one thing, as a description list.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "ui/components/facts.html")]
pub struct Facts {
    lines: Vec<Line>,
}

impl HtmlSafe for Facts {}

impl Facts {
    pub fn new() -> Facts {
        Facts::default()
    }

    /// A term and its value: text, or [`Cell`] for a component.
    #[must_use]
    pub fn fact(self, term: impl Into<String>, value: impl Into<Cell>) -> Facts {
        self.line(term.into(), value.into(), String::new())
    }

    /// With the register it was taken from.
    #[must_use]
    pub fn fact_from(self, term: impl Into<String>, value: impl Into<Cell>, source: impl Into<String>) -> Facts {
        self.line(term.into(), value.into(), source.into())
    }

    /// A link to change the fact added last; `words` must say what is changed.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>, words: impl Into<String>) -> Facts {
        if let Some(line) = self.lines.last_mut() {
            line.change = Some((href.into(), words.into()));
        }
        self
    }

    fn line(mut self, term: String, value: Cell, source: String) -> Facts {
        self.lines.push(Line { term, value, source, change: None });
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let facts = Facts::new()
        .fact(w.t("example-name"), "<i>\"&'")
        .fact_from(w.t("example-people"), "120", w.t("example-source"))
        .change("/preview", w.t("change"))
        .fact(w.t("example-plain"), Cell::html(State::caution(w.t("example-caution"))));
    vec![Example::new("facts of a firm", facts)]
}
