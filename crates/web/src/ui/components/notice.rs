//! A notice: one thing the person should know on this page.

use askama::Template;
use askama::filters::HtmlSafe;

use super::state::Shape;
use crate::Say;
use crate::ui::{Example, Kind};

/// A boxed sentence with its shape.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/notice.html")]
pub struct Notice {
    shape: Shape,
    title: String,
    words: String,
    link: Option<(String, String)>,
}

impl HtmlSafe for Notice {}

impl Notice {
    pub fn new(kind: Kind, words: impl Into<String>) -> Notice {
        Notice { shape: Shape { kind }, title: String::new(), words: words.into(), link: None }
    }

    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Notice {
        self.title = title.into();
        self
    }

    /// Where to read on.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, words: impl Into<String>) -> Notice {
        self.link = Some((href.into(), words.into()));
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    vec![
        Example::new("done", Notice::new(Kind::Ok, w.t("example-hint")).title(w.t("example-ok"))),
        Example::new("care", Notice::new(Kind::Caution, w.t("example-hint")).link("/preview", w.t("example-plain"))),
        Example::new("stop", Notice::new(Kind::Stop, w.t("example-error")).title(w.t("example-stop"))),
    ]
}
