//! The calendar against known years, the delays of 2020 and the laws any calendar obeys.

use civic::calendar::{Audience, Calendar, SpecialDay, overlays};
use civic::{Date, RegionCode, Text};
use jiff::civil::date;
use proptest::prelude::*;

fn working_days_in(year: i16) -> i64 {
    Calendar::national().working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
}

fn code(digits: &str) -> RegionCode {
    RegionCode::parse(digits).expect("a code")
}

/// The calendar of enterprises in a region, with the overlays carried along.
fn enterprises_of(region: &str) -> Calendar {
    let region = code(region);
    let days: Vec<_> = overlays(&region).flat_map(|overlay| overlay.days()).collect();
    Calendar::national().with_overlay(days)
}

#[test]
fn years_have_the_working_days_others_count() {
    let counted: Vec<i64> = (2018..=2026).map(working_days_in).collect();
    assert_eq!(counted, [250, 250, 249, 250, 249, 249, 251, 248, 248]);
}

#[test]
fn knows_days_off_make_up_days_and_plain_days() {
    let calendar = Calendar::national();
    for (day, working, name) in [
        (date(2020, 1, 24), false, Some("春节")),
        (date(2020, 1, 31), false, Some("春节")),
        (date(2020, 2, 2), false, Some("春节")),
        (date(2020, 2, 3), true, None),
        (date(2020, 1, 19), true, Some("春节")),
        (date(2020, 2, 8), false, None),
        (date(2015, 9, 3), false, Some("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日")),
        (date(2026, 10, 1), false, Some("国庆节")),
    ] {
        let found = calendar.is_working(day);
        assert_eq!(found.working, working, "{day}");
        assert_eq!(found.name.map(|text| text.zh).as_deref(), name, "{day}");
        assert!(!found.provisional, "{day}");
    }
}

#[test]
fn day_one_is_the_day_after() {
    let calendar = Calendar::national();
    let due = calendar.add_working_days(date(2020, 3, 3), 2);
    assert_eq!((due.date, due.provisional), (date(2020, 3, 5), false));
    assert_eq!(calendar.add_working_days(date(2020, 3, 6), 1).date, date(2020, 3, 9));
    assert_eq!(calendar.add_working_days(date(2020, 1, 23), 1).date, date(2020, 2, 3));
    assert_eq!(calendar.add_working_days(date(2020, 3, 7), 0).date, date(2020, 3, 7));
}

#[test]
fn a_term_that_ends_on_a_day_off_runs_to_the_next_working_day() {
    let calendar = Calendar::national();
    assert_eq!(calendar.next_working_day(date(2020, 10, 1)).date, date(2020, 10, 9));
    assert_eq!(calendar.next_working_day(date(2020, 10, 10)).date, date(2020, 10, 10));
}

#[test]
fn a_province_delayed_work_to_10_february_2020_for_its_enterprises() {
    let zhejiang = enterprises_of("330106");
    let day = zhejiang.is_working(date(2020, 2, 7));
    assert!(!day.working && !day.provisional);
    assert_eq!(day.name.map(|text| text.en).as_deref(), Some("resumption delayed"));
    assert!(zhejiang.is_working(date(2020, 2, 10)).working);
    assert_eq!(zhejiang.add_working_days(date(2020, 1, 23), 1).date, date(2020, 2, 10));
    assert!(enterprises_of("410000").is_working(date(2020, 2, 3)).working);
    assert!(overlays(&code("330000")).all(|o| o.audience == Audience::Enterprises));
}

#[test]
fn a_day_beyond_the_published_years_is_provisional() {
    let calendar = Calendar::national();
    assert_eq!(calendar.published_until(), date(2026, 12, 31));
    assert!(!calendar.is_working(date(2026, 12, 31)).provisional);
    let new_year = calendar.is_working(date(2027, 1, 1));
    assert!(new_year.provisional && new_year.working && new_year.name.is_none());
    let due = calendar.add_working_days(date(2026, 12, 30), 2);
    assert!(due.provisional);
    assert!(!calendar.add_working_days(date(2026, 12, 30), 1).provisional);
    assert!(calendar.is_working(date(2003, 12, 31)).provisional);
}

#[test]
fn a_newly_published_year_settles_its_days() {
    let calendar = Calendar::national()
        .with_overlay([SpecialDay {
            date: date(2027, 1, 1),
            working: false,
            name: Text::new("元旦", "New Year's Day"),
        }])
        .known_until(date(2027, 12, 31));
    let due = calendar.add_working_days(date(2026, 12, 31), 1);
    assert_eq!((due.date, due.provisional), (date(2027, 1, 4), false));
}

#[test]
fn an_endless_term_ends_with_the_calendar() {
    let due = Calendar::national().add_working_days(date(9999, 1, 1), u32::MAX);
    assert_eq!((due.date, due.provisional), (Date::MAX, true));
}

fn any_day() -> impl Strategy<Value = Date> {
    (2003i16..2029, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #[test]
    fn a_term_ends_on_a_working_day_as_many_working_days_on(from in any_day(), n in 1u32..200) {
        let calendar = Calendar::national();
        let due = calendar.add_working_days(from, n);
        prop_assert!(calendar.is_working(due.date).working);
        prop_assert_eq!(calendar.working_days_between(from, due.date), i64::from(n));
    }

    #[test]
    fn terms_one_after_the_other_are_one_term(from in any_day(), a in 0u32..60, b in 0u32..60) {
        let calendar = Calendar::national();
        let middle = calendar.add_working_days(from, a);
        let end = calendar.add_working_days(middle.date, b);
        prop_assert_eq!(end.date, calendar.add_working_days(from, a + b).date);
    }

    #[test]
    fn counting_back_is_counting_forth_with_a_minus(a in any_day(), b in any_day()) {
        let calendar = Calendar::national();
        prop_assert_eq!(
            calendar.working_days_between(a, b),
            -calendar.working_days_between(b, a)
        );
    }

    #[test]
    fn more_days_off_never_bring_a_deadline_nearer(from in any_day(), n in 1u32..30, off in any_day()) {
        let national = Calendar::national();
        let fewer = Calendar::national().with_overlay([SpecialDay {
            date: off,
            working: false,
            name: Text::new("停工", "closed"),
        }]);
        prop_assert!(fewer.add_working_days(from, n).date >= national.add_working_days(from, n).date);
    }
}
