//! The deadline explained: each day from the start to the last day, and what it meant.

use civic::Date;
use web::Say;
use web::ui::{Cell, Column, Empty, Kind, Notice, State, Table};

use crate::cases::clocks::hand::calendar_of;
use crate::cases::clocks::run::{Cause, Meaning, Turn};
use crate::cases::clocks::store::{ClockEvent, replay};
use crate::cases::clocks::{End, WHOLE_CASE};

/// What a cause is called.
pub fn cause_word(w: Say, cause: Cause) -> &'static str {
    match cause {
        Cause::Correction => w.t("cause-correction"),
        Cause::Hearing => w.t("cause-hearing"),
        Cause::Inspection => w.t("cause-inspection"),
        Cause::Testing => w.t("cause-testing"),
        Cause::ExpertReview => w.t("cause-expert-review"),
        Cause::Source => w.t("cause-source"),
    }
}

/// A line in one sentence: the term, what was added, and that it stands still with the reason and the day expected.
pub fn notices(w: Say, events: &[ClockEvent], region: &str) -> Vec<Notice> {
    let Some(clock) = replay(events, WHOLE_CASE, &calendar_of(region)) else { return Vec::new() };
    let mut notices = Vec::new();
    if clock.is_stopped() {
        for stop in clock.holding() {
            let told = events.iter().rev().find(|e| matches!(&e.turn, Turn::Stop { name, .. } if *name == stop.name));
            let reason = told.map(|e| e.reason.as_str()).unwrap_or_default();
            let words = match stop.expected_on {
                Some(day) => w.with("clock-stopped-until", &[("reason", &reason), ("date", &w.date_with_year(day))]),
                None => reason.to_owned(),
            };
            let title = w.with("clock-stopped", &[("cause", &cause_word(w, stop.cause))]);
            notices.push(Notice::new(Kind::Caution, words).title(title));
        }
    }
    notices
}

/// The days of the case's clock as a table, to its last day or to `today` while it stands still.
pub fn days(w: Say, events: &[ClockEvent], region: &str, today: Date) -> Table {
    let calendar = calendar_of(region);
    let columns = vec![Column::new(w.t("clock-day")), Column::new(w.t("clock-meaning"))];
    let table = Table::new(w.t("clock-days"), columns).dense();
    let Some(clock) = replay(events, WHOLE_CASE, &calendar) else {
        return table.empty(Empty::new(w.t("clock-none"), w.t("clock-none-fills")));
    };
    let ended = clock.end.map(|(_, day)| day);
    let until = ended.or(clock.due(&calendar).map(|d| d.on)).unwrap_or(today);
    let lines = clock.day_by_day(&calendar, until);
    let rows = lines.into_iter().map(|(day, meaning)| {
        let name = calendar.is_working(day).name.map(|n| w.text(&n).to_owned());
        vec![Cell::text(w.date_with_year(day)), meant(w, &meaning, name)]
    });
    table.rows(rows).empty(Empty::new(w.t("clock-none"), w.t("clock-none-fills")))
}

fn meant(w: Say, meaning: &Meaning, holiday: Option<String>) -> Cell {
    match meaning {
        Meaning::Counted(n) => {
            let cell = Cell::from(State::ok(w.n("clock-counted", *n)));
            holiday.map_or(cell.clone(), |name| cell.and(w.with("clock-makes-up", &[("holiday", &name)])))
        }
        Meaning::DayOff => Cell::text(holiday.unwrap_or_else(|| w.t("clock-weekend").to_owned())),
        Meaning::Still(causes) => {
            let names: Vec<&str> = causes.iter().map(|cause| cause_word(w, *cause)).collect();
            State::caution(w.with("clock-still", &[("cause", &names.join(w.t("list-comma")))])).into()
        }
        Meaning::GivenAgain => State::plain(w.t("clock-given-again")).into(),
    }
}

/// What happened to the clock, oldest first; offices by the name `office` gives them.
pub fn turns(w: Say, events: &[ClockEvent], office: impl Fn(&str) -> String) -> Table {
    let columns = vec![
        Column::new(w.t("clock-when")),
        Column::new(w.t("clock-turn")),
        Column::new(w.t("clock-reason")),
        Column::new(w.t("clock-due-after")),
    ];
    let rows = events.iter().filter(|e| e.clock == WHOLE_CASE).map(|event| {
        let due = event.due_on.map_or_else(|| w.t("clock-no-due").to_owned(), |d| w.date_with_year(d));
        vec![
            Cell::text(w.time_ms(event.at_ms)).and(office(&event.office)),
            Cell::text(turn_word(w, &event.turn)),
            Cell::text(&event.reason),
            Cell::text(due),
        ]
    });
    Table::new(w.t("clock-turns"), columns)
        .rows(rows)
        .dense()
        .empty(Empty::new(w.t("clock-none"), w.t("clock-none-fills")))
}

fn turn_word(w: Say, turn: &Turn) -> String {
    match turn {
        Turn::Start { days } => w.n("turn-start", *days),
        Turn::Stop { cause, .. } => w.with("clock-stopped", &[("cause", &cause_word(w, *cause))]),
        Turn::Continue { .. } => w.t("turn-continue").to_owned(),
        Turn::Extend { days } => w.n("turn-extend", *days),
        Turn::Hasten { days } => w.n("turn-hasten", *days),
        Turn::End(End::Done) => w.t("turn-done").to_owned(),
        Turn::End(End::Lapsed) => w.t("turn-lapsed").to_owned(),
    }
}
