//! Laws of the clock, for any turns, over Spring Festival and its make-up Saturdays.

use civic::Date;
use civic::calendar::Calendar;
use proptest::prelude::*;

use super::run::{Cause, Clock, End, Meaning, Turn, TurnRefused};

const FIRST: Date = Date::constant(2020, 1, 6);

fn day(n: i64) -> Date {
    FIRST.checked_add(jiff::Span::new().days(n)).unwrap()
}

fn stop(name: &str) -> Turn {
    let cause = if name == "a" { Cause::Correction } else { Cause::Inspection };
    Turn::Stop { name: name.to_owned(), cause, expected_on: None }
}

fn goes_on(name: &str) -> Turn {
    Turn::Continue { name: name.to_owned() }
}

/// Stops of two names as (day of stopping, days of standing still), each name one after the other.
fn standstills() -> impl Strategy<Value = Vec<(&'static str, i64, i64)>> {
    let one = |name: &'static str| {
        prop::collection::vec((0i64..12, 0i64..12), 0..4).prop_map(move |gaps| {
            let mut at = 0;
            gaps.into_iter()
                .map(|(gap, length)| {
                    let from = at + gap;
                    at = from + length;
                    (name, from, length)
                })
                .collect::<Vec<_>>()
        })
    };
    (one("a"), one("b")).prop_map(|(a, b)| [a, b].concat())
}

/// Turns in the order of their days; on one day, a stop that ends comes before one that begins.
fn turns(stills: &[(&'static str, i64, i64)]) -> Vec<(i64, Turn)> {
    let mut all: Vec<(i64, u8, Turn)> = Vec::new();
    for (name, from, length) in stills {
        if *length == 0 {
            all.push((*from, 1, stop(name)));
            all.push((*from, 1, goes_on(name)));
        } else {
            all.push((*from, 2, stop(name)));
            all.push((from + length, 0, goes_on(name)));
        }
    }
    all.sort_by_key(|(day, order, _)| (*day, *order));
    all.into_iter().map(|(day, _, turn)| (day, turn)).collect()
}

fn run(days: i64, stills: &[(&'static str, i64, i64)], calendar: &Calendar) -> Clock {
    let mut clock = Clock::start(FIRST, days);
    for (on, turn) in turns(stills) {
        clock.turn(day(on), &turn, calendar).unwrap();
    }
    clock
}

/// The last day by walking: one day after another, nothing else known.
fn walked(days: i64, stills: &[(&'static str, i64, i64)], calendar: &Calendar) -> Date {
    let lasting: Vec<(i64, i64)> = stills.iter().filter(|s| s.2 > 0).map(|s| (s.1, s.1 + s.2)).collect();
    let mut counted = 0;
    for n in 1.. {
        let works = calendar.is_working(day(n)).working;
        let still = lasting.iter().any(|(from, until)| *from < n && n <= *until);
        if works && !still {
            counted += 1;
        }
        if works && !still && counted == days {
            if lasting.iter().any(|(from, _)| *from == n) {
                counted -= 1; // stopped on the last day: given again
            } else {
                return day(n);
            }
        }
    }
    unreachable!()
}

proptest! {
    #[test]
    fn the_arithmetic_equals_a_walk_day_by_day(days in 1i64..25, stills in standstills()) {
        let calendar = Calendar::national();
        let clock = run(days, &stills, &calendar);
        prop_assert_eq!(clock.due(&calendar).unwrap().on, walked(days, &stills, &calendar));
    }

    #[test]
    fn exactly_the_days_promised_count(days in 1i64..25, more in 0i64..11, stills in standstills()) {
        let calendar = Calendar::national();
        let mut clock = run(days, &stills, &calendar);
        let last = day(stills.iter().map(|s| s.1 + s.2).max().unwrap_or(0));
        let extended = clock.turn(last, &Turn::Extend { days: more }, &calendar).is_ok();
        let due = clock.due(&calendar).unwrap().on;
        prop_assert_eq!(clock.counted(&calendar, due), days + if extended { more } else { 0 });
        prop_assert!(calendar.is_working(due).working, "{} is a day off", due);
        let lines = clock.day_by_day(&calendar, due);
        prop_assert_eq!(lines.last().unwrap().0, due);
        prop_assert_eq!(&lines.last().unwrap().1, &Meaning::Counted(clock.total()));
    }

    #[test]
    fn a_stop_never_makes_the_last_day_earlier(days in 1i64..25, stills in standstills(), from in 0i64..60, length in 0i64..30) {
        let calendar = Calendar::national();
        let without = run(days, &stills, &calendar).due(&calendar).unwrap().on;
        let with = [stills.clone(), vec![("c", from, length)]].concat();
        prop_assert!(run(days, &with, &calendar).due(&calendar).unwrap().on >= without);
    }

    #[test]
    fn stopping_and_going_on_the_same_day_changes_nothing(days in 1i64..25, stills in standstills(), on in 0i64..60) {
        let calendar = Calendar::national();
        let with = [stills.clone(), vec![("c", on, 0)]].concat();
        prop_assert_eq!(run(days, &with, &calendar).due(&calendar), run(days, &stills, &calendar).due(&calendar));
    }

    #[test]
    fn a_shorter_promise_never_ends_today_or_before(days in 1i64..25, express in 0i64..25, on in 0i64..20) {
        let calendar = Calendar::national();
        let mut clock = Clock::start(FIRST, days);
        let before = clock.due(&calendar).unwrap().on;
        clock.turn(day(on), &Turn::Hasten { days: express }, &calendar).unwrap();
        let due = clock.due(&calendar).unwrap().on;
        prop_assert!(due <= before && (due > day(on) || due == before), "{} after {}", due, day(on));
    }

    #[test]
    fn any_turns_in_any_order_are_taken_or_refused_and_a_refusal_changes_nothing(
        days in 0i64..10,
        acts in prop::collection::vec((0i64..40, 0u8..7), 0..20),
    ) {
        let calendar = Calendar::national();
        let mut clock = Clock::start(FIRST, days);
        for (on, act) in acts {
            let turn = match act {
                0 => stop("a"),
                1 => goes_on("a"),
                2 => stop("b"),
                3 => goes_on("b"),
                4 => Turn::Extend { days: 3 },
                5 => Turn::Hasten { days: 1 },
                _ => Turn::End(End::Done),
            };
            let before = clock.clone();
            if clock.turn(day(on), &turn, &calendar).is_err() {
                prop_assert_eq!(&clock, &before);
            }
            if !clock.is_stopped() && clock.end.is_none() {
                prop_assert!(clock.due(&calendar).is_some());
            }
        }
    }
}

#[test]
fn turns_out_of_order_are_refused() {
    let calendar = Calendar::national();
    let mut clock = Clock::start(day(5), 10);
    assert_eq!(clock.turn(day(4), &stop("a"), &calendar), Err(TurnRefused::OutOfOrder));
    assert_eq!(clock.turn(day(6), &goes_on("a"), &calendar), Err(TurnRefused::NotStopped));
    clock.turn(day(6), &stop("a"), &calendar).unwrap();
    assert_eq!(clock.turn(day(7), &stop("a"), &calendar), Err(TurnRefused::StoppedAlready));
    assert_eq!(clock.due(&calendar), None, "it stands still");
    clock.turn(day(8), &goes_on("a"), &calendar).unwrap();
    clock.turn(day(8), &Turn::Extend { days: 5 }, &calendar).unwrap();
    assert_eq!(clock.turn(day(9), &Turn::Extend { days: 5 }, &calendar), Err(TurnRefused::ExtendedAlready));
    clock.turn(day(9), &Turn::End(End::Done), &calendar).unwrap();
    assert_eq!(clock.turn(day(9), &stop("a"), &calendar), Err(TurnRefused::Ended));
}

#[test]
fn an_extension_after_the_last_day_is_refused() {
    let calendar = Calendar::national();
    let mut clock = Clock::start(FIRST, 2);
    assert_eq!(clock.turn(day(3), &Turn::Extend { days: 5 }, &calendar), Err(TurnRefused::Passed));
}

#[test]
fn over_spring_festival_2020_five_days_end_after_the_holiday_that_was_lengthened() {
    let calendar = Calendar::national();
    // Tuesday 21 January: 22, 23 count; off from the 24th to 2 February; 3, 4, 5 February count
    let clock = Clock::start(Date::constant(2020, 1, 21), 5);
    assert_eq!(clock.due(&calendar).unwrap().on, Date::constant(2020, 2, 5));
    // Sunday 19 January was a make-up working day
    let clock = Clock::start(Date::constant(2020, 1, 17), 1);
    assert_eq!(clock.due(&calendar).unwrap().on, Date::constant(2020, 1, 19));
}

#[test]
fn a_calendar_published_later_moves_a_provisional_last_day() {
    let clock = Clock::start(Date::constant(2026, 12, 30), 3);
    let before = clock.due(&Calendar::national()).unwrap();
    assert!(before.provisional);
    let off = civic::calendar::SpecialDay {
        date: Date::constant(2027, 1, 4),
        working: false,
        name: civic::Text::new("元旦", "New Year"),
    };
    let published = Calendar::national().known_until(Date::constant(2027, 12, 31)).with_overlay([off]);
    let after = clock.due(&published).unwrap();
    assert!(!after.provisional && after.on > before.on, "{before:?} {after:?}");
}
