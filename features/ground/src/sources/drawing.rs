//! A source's last two weeks as a line: solid bars while it was down, rings where a list came.

use askama::Template;
use askama::filters::HtmlSafe;
use web::Say;

use super::store::Event;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const DAYS: i64 = 14;
const WIDTH: i64 = 700;

/// The drawing; the table of events beneath it says the same in words.
#[derive(Template)]
#[template(path = "sources/pages/drawing.html")]
pub struct Timeline {
    label: String,
    legend: &'static str,
    from: String,
    until: String,
    /// Left edge and width of each time it was down.
    down: Vec<(i64, i64)>,
    /// Where lists came.
    lists: Vec<i64>,
}

impl HtmlSafe for Timeline {}

impl Timeline {
    /// Draws what happened up to now; `events` latest first, `down_since_ms` while it is down.
    pub fn new(w: Say, events: &[Event], down_since_ms: Option<i64>, now_ms: i64) -> Timeline {
        let start = now_ms - DAYS * DAY_MS;
        let down = spans(events, down_since_ms, now_ms).into_iter().filter(|(_, end)| *end > start);
        let place = |at: i64| (at.max(start) - start) * WIDTH / (now_ms - start);
        let down: Vec<(i64, i64)> = down.map(|(from, end)| (place(from), (place(end) - place(from)).max(3))).collect();
        let came = events.iter().filter(|event| event.what == "list" && event.at_ms > start);
        Timeline {
            label: w.n("drawing-label", down.len()),
            legend: w.t("drawing-legend"),
            from: w.time_ms(start),
            until: w.time_ms(now_ms),
            lists: came.map(|event| place(event.at_ms)).collect(),
            down,
        }
    }
}

/// The times it was down, oldest first.
fn spans(events: &[Event], down_since_ms: Option<i64>, now_ms: i64) -> Vec<(i64, i64)> {
    let mut spans = Vec::new();
    let mut since = None;
    for event in events.iter().rev() {
        match (event.what.as_str(), since) {
            ("down", None) => since = Some(event.at_ms),
            ("up", Some(from)) => {
                spans.push((from, event.at_ms));
                since = None;
            }
            _ => {}
        }
    }
    if let Some(from) = down_since_ms.or(since) {
        spans.push((from, now_ms));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_down_lasts_until_it_is_up_or_until_now() {
        let event = |at_ms, what: &str| Event { at_ms, what: what.into(), words: civic::Text::same("") };
        let events = [event(90, "down"), event(50, "up"), event(40, "list"), event(10, "down")];
        assert_eq!(spans(&events, Some(90), 100), [(10, 50), (90, 100)]);
        assert_eq!(spans(&events[1..], None, 100), [(10, 50)]);
        assert_eq!(spans(&[], None, 100), []);
    }
}
