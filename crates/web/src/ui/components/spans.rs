//! Who holds what and until when: a line for each, days from left to right, last days as marks, today across all.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

const WIDTH: i64 = 560;
const LEFT: i64 = 6;
const ROW: i64 = 46;
const TOP: i64 = 40;

/// How a thing is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// An office works on it.
    Held,
    /// It waits for somebody else: the line is broken.
    Waits,
}

/// One line: its words, when it is held how, and its last day. Days are counted from the first day drawn.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// What is held, by whom.
    pub words: String,
    /// From, to (not included), how.
    pub held: Vec<(i64, i64, Hold)>,
    /// The last day.
    pub due: Option<i64>,
}

struct Drawn {
    words: String,
    top: i64,
    lines: Vec<(&'static str, String)>,
    due: Option<String>,
}

/// The drawing. Put a table with the same days on the page.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/spans.html")]
pub struct Spans {
    label: String,
    ends: (String, String),
    days: i64,
    today: Option<(i64, String)>,
    spans: Vec<Span>,
}

impl HtmlSafe for Spans {}

impl Spans {
    /// `label` tells what is drawn; `ends` are the words of the first and the last day; `days` lie between them.
    pub fn new(label: impl Into<String>, ends: (String, String), days: i64) -> Spans {
        Spans { label: label.into(), ends, days: days.max(1), today: None, spans: Vec::new() }
    }

    /// Marks a day across all lines.
    #[must_use]
    pub fn today(mut self, day: i64, words: impl Into<String>) -> Spans {
        self.today = Some((day, words.into()));
        self
    }

    /// Adds a line.
    #[must_use]
    pub fn span(mut self, span: Span) -> Spans {
        self.spans.push(span);
        self
    }

    /// True when nothing would be drawn.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    fn height(&self) -> i64 {
        TOP + ROW * i64::try_from(self.spans.len()).unwrap_or(0) + 6
    }

    fn x(&self, day: i64) -> i64 {
        LEFT + day.clamp(0, self.days) * (WIDTH - 2 * LEFT) / self.days
    }

    fn drawn(&self) -> Vec<Drawn> {
        let rows = self.spans.iter().zip((TOP..).step_by(ROW as usize));
        rows.map(|(span, y)| Drawn {
            words: span.words.clone(),
            top: y + 15,
            lines: span
                .held
                .iter()
                .map(|(from, to, hold)| {
                    let (a, b) = (self.x(*from), self.x((*to).max(*from)).max(self.x(*from) + 6));
                    let class = if *hold == Hold::Held { "spans-held" } else { "spans-waits" };
                    (class, format!("M{a} {}H{b}", y + 31))
                })
                .collect(),
            due: span.due.map(|day| format!("M{} {}v18", self.x(day + 1), y + 22)),
        })
        .collect()
    }

    /// The line of today: its path and where its word stands.
    fn now(&self) -> Option<(String, i64, &'static str, &str)> {
        let (day, words) = self.today.as_ref()?;
        let x = self.x(*day);
        let anchor = if *day * 2 > self.days { "end" } else { "start" };
        Some((format!("M{x} 22V{}", self.height()), x, anchor, words))
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let name = w.t("example-name");
    let spans = Spans::new(name, ("03-16".to_owned(), "03-23".to_owned()), 7)
        .today(4, w.t("example-place"))
        .span(Span { words: name.to_owned(), held: vec![(0, 2, Hold::Held), (2, 4, Hold::Waits)], due: Some(5) })
        .span(Span { words: "<b>&\"".to_owned(), held: Vec::new(), due: None });
    vec![Example::new("who holds what", spans)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_beyond_the_picture_stay_inside_and_a_moment_is_still_seen() {
        let span = Span { words: String::new(), held: vec![(-3, 0, Hold::Held), (5, 99, Hold::Waits)], due: Some(99) };
        let spans = Spans::new("", (String::new(), String::new()), 10).span(span);
        let drawn = &spans.drawn()[0];
        assert_eq!(drawn.lines[0], ("spans-held", "M6 71H12".to_owned()));
        assert_eq!(drawn.lines[1], ("spans-waits", "M280 71H554".to_owned()));
        assert_eq!(drawn.due.as_deref(), Some("M554 62v18"));
        assert_eq!(Spans::new("", (String::new(), String::new()), 0).x(5), 554, "no days are one");
    }
}
