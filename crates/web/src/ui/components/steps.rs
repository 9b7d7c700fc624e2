//! The pages of one long form: where I am, what is behind, what is to come.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

#[derive(Clone, Debug)]
struct Step {
    words: String,
    href: String,
}

/// Steps of a form; those before the current one are links back.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/steps.html")]
pub struct Steps {
    w: Say,
    steps: Vec<Step>,
    /// From 1.
    current: usize,
}

impl HtmlSafe for Steps {}

impl Steps {
    /// `current` counts from 1.
    pub fn new(w: Say, current: usize) -> Steps {
        Steps { w, steps: Vec::new(), current }
    }

    #[must_use]
    pub fn step(mut self, href: impl Into<String>, words: impl Into<String>) -> Steps {
        self.steps.push(Step { words: words.into(), href: href.into() });
        self
    }

    fn position(&self) -> String {
        self.w.with("steps-position", &[("current", &self.current), ("total", &self.steps.len())])
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let steps = Steps::new(w, 2)
        .step("/preview?step=1", w.t("example-name"))
        .step("/preview?step=2", w.t("example-people"))
        .step("/preview?step=3", w.t("example-file"));
    vec![Example::new("second of three", steps)]
}
