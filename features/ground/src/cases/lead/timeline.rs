//! Who held a case and its steps from when until when, by their clocks: pure, then drawn and in a table.

use civic::Date;
use web::Say;
use web::ui::{Cell, Column, Empty, Hold, Span, Spans, Table};

use crate::cases::clocks::{ClockEvent, End, Turn, WHOLE_CASE, explained};
use crate::cases::model::CaseStep;

/// A time in which somebody holds a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// First day.
    pub from: Date,
    /// Last day; `None` = still.
    pub until: Option<Date>,
    /// Why the clock stands still meanwhile; `None` = the agency works on it.
    pub still: Option<crate::cases::clocks::Cause>,
}

/// The times of one clock in order. Stops that overlap are one.
pub(super) fn held(events: &[ClockEvent], clock: &str) -> Vec<Held> {
    let mut all: Vec<Held> = Vec::new();
    let mut stops: Vec<(String, crate::cases::clocks::Cause)> = Vec::new();
    let mut ended = false;
    let close = |all: &mut Vec<Held>, on: Date| {
        if let Some(last) = all.last_mut().filter(|held| held.until.is_none()) {
            last.until = Some(on);
        }
    };
    for event in events.iter().filter(|event| event.clock == clock) {
        let before = stops.first().map(|(_, cause)| *cause);
        match &event.turn {
            Turn::Start { .. } => {
                stops.clear();
                ended = false;
                close(&mut all, event.on);
                all.push(Held { from: event.on, until: None, still: None });
                continue;
            }
            Turn::Stop { name, cause, .. } => stops.push((name.clone(), *cause)),
            Turn::Continue { name } => stops.retain(|(held, _)| held != name),
            Turn::End(End::Done | End::Lapsed) => {
                close(&mut all, event.on);
                ended = true;
            }
            Turn::Extend { .. } | Turn::Hasten { .. } => {}
        }
        let now = stops.first().map(|(_, cause)| *cause);
        if !ended && now != before {
            close(&mut all, event.on);
            all.push(Held { from: event.on, until: None, still: now });
        }
    }
    all
}

/// A line of the drawing: its words, its clock, its last day.
pub(super) struct Line {
    pub words: String,
    pub held: Vec<Held>,
    pub due_on: Option<Date>,
}

/// The lines: the whole case first, then each step that has begun.
pub(super) fn lines(
    w: Say,
    events: &[ClockEvent],
    (steps, case_due): (&[CaseStep], Option<Date>),
    name: impl Fn(&CaseStep) -> String,
) -> Vec<Line> {
    let whole = Line { words: w.t("lead-whole").to_owned(), held: held(events, WHOLE_CASE), due_on: case_due };
    let begun = steps.iter().filter(|step| step.opened_at.is_some());
    let parts = begun.map(|step| Line { words: name(step), held: held(events, &step.step), due_on: step.due_on });
    std::iter::once(whole).chain(parts).collect()
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

/// The drawing; nothing where no clock has begun.
pub(super) fn drawn(w: Say, lines: &[Line], today: Date) -> Option<Spans> {
    let first = lines.iter().flat_map(|line| line.held.iter().map(|held| held.from)).min()?;
    let ends = lines.iter().flat_map(|line| {
        let open = line.held.iter().any(|held| held.until.is_none());
        let held = line.held.iter().filter_map(|held| held.until);
        held.chain(line.due_on).chain(open.then_some(today)).collect::<Vec<_>>()
    });
    let last = ends.max().unwrap_or(today).max(first);
    let days = days_between(first, last) + 1;
    let mut spans = Spans::new(w.t("lead-timeline"), (w.date(first), w.date(last)), days);
    if (first..=last).contains(&today) {
        spans = spans.today(days_between(first, today), w.t("lead-today"));
    }
    for line in lines {
        let held = line.held.iter().map(|held| {
            let until = held.until.unwrap_or(today).max(held.from);
            let hold = if held.still.is_none() { Hold::Held } else { Hold::Waits };
            (days_between(first, held.from), days_between(first, until) + 1, hold)
        });
        let due = line.due_on.map(|due| days_between(first, due));
        spans = spans.span(Span { words: line.words.clone(), held: held.collect(), due });
    }
    Some(spans)
}

/// The same as a table.
pub(super) fn table(w: Say, lines: &[Line]) -> Table {
    let columns = vec![
        Column::new(w.t("lead-what")),
        Column::new(w.t("lead-from")),
        Column::new(w.t("lead-until")),
        Column::new(w.t("lead-how")),
        Column::new(w.t("lead-due")),
    ];
    let rows = lines.iter().flat_map(|line| {
        line.held.iter().map(|held| {
            let how = held.still.map_or_else(
                || w.t("lead-works").to_owned(),
                |cause| w.with("clock-stopped", &[("cause", &explained::cause_word(w, cause))]),
            );
            vec![
                Cell::text(&line.words),
                Cell::text(w.date_with_year(held.from)),
                Cell::text(held.until.map_or_else(|| w.t("lead-still").to_owned(), |day| w.date_with_year(day))),
                Cell::text(how),
                Cell::text(line.due_on.map(|day| w.date_with_year(day)).unwrap_or_default()),
            ]
        })
    });
    Table::new(w.t("lead-timeline"), columns)
        .rows(rows.collect::<Vec<_>>())
        .dense()
        .empty(Empty::new(w.t("clock-none"), w.t("clock-none-fills")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::clocks::Cause;

    fn day(n: i8) -> Date {
        Date::constant(2020, 3, n)
    }

    fn event(on: i8, turn: Turn) -> ClockEvent {
        ClockEvent {
            seq: 0,
            clock: "s".into(),
            turn,
            at_ms: 0,
            on: day(on),
            reason: String::new(),
            office: String::new(),
            due_on: None,
        }
    }

    fn stop(name: &str, cause: Cause) -> Turn {
        Turn::Stop { name: name.into(), cause, expected_on: None }
    }

    #[test]
    fn a_stop_hands_the_step_on_and_its_end_gives_it_back() {
        let events = [
            event(2, Turn::Start { days: 5 }),
            event(3, stop("a", Cause::Correction)),
            event(4, stop("b", Cause::Hearing)),
            event(5, Turn::Continue { name: "a".into() }),
            event(6, Turn::Continue { name: "b".into() }),
            event(9, Turn::End(End::Done)),
        ];
        let told: Vec<_> = held(&events, "s").into_iter().map(|h| (h.from, h.until, h.still)).collect();
        assert_eq!(
            told,
            [
                (day(2), Some(day(3)), None),
                (day(3), Some(day(5)), Some(Cause::Correction)),
                (day(5), Some(day(6)), Some(Cause::Hearing)),
                (day(6), Some(day(9)), None),
            ]
        );
        assert_eq!(held(&events, "other"), []);
    }

    #[test]
    fn what_runs_still_has_no_end() {
        let told = held(&[event(2, Turn::Start { days: 5 })], "s");
        assert_eq!(told, [Held { from: day(2), until: None, still: None }]);
    }
}
