//! The error summary: first thing on a page that was refused, everything wrong at once, with links.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::problem::Problem;

use crate::Say;
use crate::ui::{Example, field_id};

#[derive(Clone, Debug)]
struct Line {
    /// Id of the input it leads to; empty for a problem of the whole form.
    target: String,
    message: String,
    next: String,
}

/// Everything wrong with a form, each with what to do. Writes nothing when there are no problems.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/summary.html")]
pub struct Summary {
    title: String,
    lines: Vec<Line>,
}

impl HtmlSafe for Summary {}

impl Summary {
    pub fn new(w: Say, problems: &[Problem]) -> Summary {
        let line = |problem: &Problem| Line {
            target: if problem.field.is_empty() { String::new() } else { field_id(&problem.field) },
            message: w.text(&problem.message).to_owned(),
            next: w.text(&problem.next).to_owned(),
        };
        Summary { title: w.n("summary-title", problems.len() as i64), lines: problems.iter().map(line).collect() }
    }

    /// Without links, where the form is not on the same page.
    #[must_use]
    pub fn unlinked(mut self) -> Summary {
        for line in &mut self.lines {
            line.target.clear();
        }
        self
    }

    /// Another title than "3 things to put right".
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Summary {
        self.title = title.into();
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let text = |key: &str| {
        let (zh, en) = (Say::common(civic::text::Lang::Zh), Say::common(civic::text::Lang::En));
        civic::text::Text::new(zh.t(key), en.t(key))
    };
    let problem = |field: &str| Problem::new(field, "web/example", text("example-error"), text("example-next"));
    vec![
        Example::new("two problems", Summary::new(w, &[problem("ex-code"), problem("")])),
        Example::new("none", Summary::new(w, &[])),
    ]
}
