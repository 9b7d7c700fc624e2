//! A state: shape and words together, so that it reads in grey, on paper and to any eye.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

/// What a state means. Each has its own shape; the colour only repeats it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// Go: circle with a tick.
    Ok,
    /// Take care: triangle.
    Caution,
    /// Stop: octagon with a bar.
    Stop,
    /// Not known yet: hollow square.
    Unknown,
    /// No judgement: a filled diamond.
    Plain,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Ok, Kind::Caution, Kind::Stop, Kind::Unknown, Kind::Plain];

    /// Value of `data-shape` on the drawing.
    pub fn shape(self) -> &'static str {
        match self {
            Kind::Ok => "circle-tick",
            Kind::Caution => "triangle",
            Kind::Stop => "octagon-bar",
            Kind::Unknown => "hollow-square",
            Kind::Plain => "diamond",
        }
    }

    /// Word in the CSS class.
    pub fn class(self) -> &'static str {
        match self {
            Kind::Ok => "ok",
            Kind::Caution => "caution",
            Kind::Stop => "stop",
            Kind::Unknown => "unknown",
            Kind::Plain => "plain",
        }
    }
}

/// The drawing alone; hidden from screen readers, words must stand beside it.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "ui/components/shape.html")]
pub(crate) struct Shape {
    pub(crate) kind: Kind,
}

impl HtmlSafe for Shape {}

/// A state badge.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/state.html")]
pub struct State {
    shape: Shape,
    words: String,
    large: bool,
}

impl HtmlSafe for State {}

impl State {
    pub fn new(kind: Kind, words: impl Into<String>) -> State {
        State { shape: Shape { kind }, words: words.into(), large: false }
    }

    pub fn ok(words: impl Into<String>) -> State {
        State::new(Kind::Ok, words)
    }

    pub fn caution(words: impl Into<String>) -> State {
        State::new(Kind::Caution, words)
    }

    pub fn stop(words: impl Into<String>) -> State {
        State::new(Kind::Stop, words)
    }

    pub fn unknown(words: impl Into<String>) -> State {
        State::new(Kind::Unknown, words)
    }

    pub fn plain(words: impl Into<String>) -> State {
        State::new(Kind::Plain, words)
    }

    /// For the one result a page is about: a gate's verdict, a certificate's validity.
    #[must_use]
    pub fn large(mut self) -> State {
        self.large = true;
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    vec![
        Example::new("ok", State::ok(w.t("example-ok"))),
        Example::new("caution", State::caution(w.t("example-caution"))),
        Example::new("stop", State::stop(w.t("example-stop"))),
        Example::new("unknown", State::unknown(w.t("example-unknown"))),
        Example::new("plain", State::plain(w.t("example-plain"))),
        Example::new("large", State::ok(w.t("example-ok")).large()),
    ]
}
