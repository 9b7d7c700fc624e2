//! The road: one line down the left of a process, its steps as milestones; a blocked step breaks the line.

use askama::Template;
use askama::filters::HtmlSafe;

use super::state::Shape;
use super::table::Cell;
use crate::Say;
use crate::ui::{Example, Kind};

/// How far a milestone is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Milestone {
    Done,
    Now,
    Todo,
    Blocked,
}

impl Milestone {
    fn class(self) -> &'static str {
        match self {
            Milestone::Done => "done",
            Milestone::Now => "now",
            Milestone::Todo => "todo",
            Milestone::Blocked => "blocked",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Milestone::Done => "road-done",
            Milestone::Now => "road-now",
            Milestone::Todo => "road-todo",
            Milestone::Blocked => "road-blocked",
        }
    }

    fn shape(self) -> Shape {
        let kind = match self {
            Milestone::Done => Kind::Ok,
            Milestone::Now => Kind::Plain,
            Milestone::Todo => Kind::Unknown,
            Milestone::Blocked => Kind::Stop,
        };
        Shape { kind }
    }
}

#[derive(Clone, Debug)]
struct Stop {
    state: Milestone,
    state_words: &'static str,
    title: String,
    details: Vec<Cell>,
}

/// The way of one case, step by step.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/road.html")]
pub struct Road {
    w: Say,
    stops: Vec<Stop>,
}

impl HtmlSafe for Road {}

impl Road {
    pub fn new(w: Say) -> Road {
        Road { w, stops: Vec::new() }
    }

    /// Adds a milestone.
    #[must_use]
    pub fn stop(mut self, state: Milestone, title: impl Into<String>) -> Road {
        self.stops.push(Stop { state, state_words: self.w.t(state.key()), title: title.into(), details: Vec::new() });
        self
    }

    /// A line under the milestone added last: text or a component.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cell>) -> Road {
        if let Some(stop) = self.stops.last_mut() {
            stop.details.push(detail.into());
        }
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let road = Road::new(w)
        .stop(Milestone::Done, w.t("example-name"))
        .detail("2020-03-03 14:05")
        .stop(Milestone::Now, w.t("example-place"))
        .detail(w.t("example-hint"))
        .stop(Milestone::Blocked, w.t("example-stop"))
        .detail("<script>alert(1)</script>")
        .stop(Milestone::Todo, w.t("example-ok"));
    vec![Example::new("a case on its way", road)]
}
