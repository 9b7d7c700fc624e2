//! A deadline: the date, the working days left, and whether the calendar is already published.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::Date;

use super::state::Shape;
use crate::Say;
use crate::ui::{Example, Kind};

/// `截止 3月5日 (周四)，还剩 2 个工作日`.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/deadline.html")]
pub struct Deadline {
    shape: Shape,
    iso: String,
    words: String,
}

impl HtmlSafe for Deadline {}

impl Deadline {
    /// `working_days_left`: 0 is today, negative is overdue. `provisional`: the year's holidays are not published yet.
    pub fn new(w: Say, due: Date, working_days_left: i64, provisional: bool) -> Deadline {
        let kind = match working_days_left {
            i64::MIN..=-1 => Kind::Stop,
            0..=1 => Kind::Caution,
            _ => Kind::Plain,
        };
        Deadline { shape: Shape { kind }, iso: due.to_string(), words: w.deadline(due, working_days_left, provisional) }
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let due = Date::constant(2020, 3, 5);
    vec![
        Example::new("time left", Deadline::new(w, due, 3, false)),
        Example::new("today", Deadline::new(w, due, 0, false)),
        Example::new("overdue", Deadline::new(w, due, -2, false)),
        Example::new("provisional", Deadline::new(w, due, 12, true)),
    ]
}
