//! Moments as the country's clock shows them: UTC+8, the same in every province, no summer time.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::text::{Lang, Text};

/// The country's one offset from UTC.
const BEIJING: Offset = Offset::constant(8);

/// The day it is in China at this moment.
pub fn local_date(at: Timestamp) -> Date {
    local(at).date()
}

/// Day and minute for lists and receipts: `2020-03-03 14:05`.
pub fn local_time(at: Timestamp) -> String {
    let local = local(at);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}

/// Only the minute: `14:05`.
pub fn local_minute(at: Timestamp) -> String {
    let local = local(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The moment a day begins in China; at the ends of time, the nearest moment there is.
pub fn start_of(day: Date) -> Timestamp {
    TimeZone::fixed(BEIJING).to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(if day.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    })
}

/// Whole days from one moment's day to another's, negative backwards.
pub fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    let span: SignedDuration = local_date(from).duration_until(local_date(to));
    span.as_hours() / 24
}

/// Day and weekday for a person who knows the year: `3月3日 (周二)`, `Tue 3 Mar`.
pub fn show_date(day: Date, lang: Lang) -> String {
    let (month, number) = (day.month(), day.day());
    let weekday = weekday(day.weekday());
    match lang {
        Lang::Zh => format!("{month}月{number}日 ({})", weekday.zh),
        Lang::En => format!("{} {number} {}", weekday.en, month_name(month)),
    }
}

/// The same with the year: `2020年3月3日 (周二)`, `Tue 3 Mar 2020`.
pub fn show_date_full(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}", day.year(), show_date(day, lang)),
        Lang::En => format!("{} {}", show_date(day, lang), day.year()),
    }
}

/// Year, day, weekday and minute: `2020年3月3日 (周二) 14:05`, `Tue 3 Mar 2020, 14:05`.
pub fn show_time_full(at: Timestamp, lang: Lang) -> String {
    let (day, minute) = (show_date_full(local_date(at), lang), local_minute(at));
    match lang {
        Lang::Zh => format!("{day} {minute}"),
        Lang::En => format!("{day}, {minute}"),
    }
}

/// The short name of a weekday: `周二`, `Tue`.
pub fn weekday(weekday: Weekday) -> Text {
    let (zh, en) = match weekday {
        Weekday::Monday => ("周一", "Mon"),
        Weekday::Tuesday => ("周二", "Tue"),
        Weekday::Wednesday => ("周三", "Wed"),
        Weekday::Thursday => ("周四", "Thu"),
        Weekday::Friday => ("周五", "Fri"),
        Weekday::Saturday => ("周六", "Sat"),
        Weekday::Sunday => ("周日", "Sun"),
    };
    Text::new(zh, en)
}

fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let place = usize::try_from(month - 1).expect("months begin with 1");
    NAMES[place]
}

fn local(at: Timestamp) -> DateTime {
    BEIJING.to_datetime(at)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn the_day_changes_at_16_hours_utc() {
        assert_eq!(local_date(at("2020-03-02T15:59:59Z")), date(2020, 3, 2));
        assert_eq!(local_date(at("2020-03-02T16:00:00Z")), date(2020, 3, 3));
        assert_eq!(start_of(date(2020, 3, 3)), at("2020-03-02T16:00:00Z"));
    }

    #[test]
    fn there_is_no_summer_time() {
        // China had summer time from 1986 to 1991; offices of today reckon without it
        assert_eq!(local_time(at("1988-07-01T00:00:00Z")), "1988-07-01 08:00");
    }

    #[test]
    fn shows_days_and_minutes_in_both_languages() {
        let moment = at("2020-03-03T06:05:00Z");
        let day = local_date(moment);
        assert_eq!(local_time(moment), "2020-03-03 14:05");
        assert_eq!(local_minute(moment), "14:05");
        assert_eq!(show_date(day, Lang::Zh), "3月3日 (周二)");
        assert_eq!(show_date(day, Lang::En), "Tue 3 Mar");
        assert_eq!(show_date_full(day, Lang::Zh), "2020年3月3日 (周二)");
        assert_eq!(show_date_full(day, Lang::En), "Tue 3 Mar 2020");
        assert_eq!(show_time_full(moment, Lang::Zh), "2020年3月3日 (周二) 14:05");
        assert_eq!(show_time_full(moment, Lang::En), "Tue 3 Mar 2020, 14:05");
    }

    #[test]
    fn counts_days_by_the_calendar_not_by_hours() {
        let (evening, morning) = (at("2020-03-03T15:00:00Z"), at("2020-03-03T17:00:00Z"));
        assert_eq!(days_between(evening, morning), 1);
        assert_eq!(days_between(morning, evening), -1);
        assert_eq!(days_between(evening, evening), 0);
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for moment in [Timestamp::MIN, Timestamp::MAX] {
            let _ = start_of(local_date(moment));
            let _ = local_time(moment);
        }
        let _ = (start_of(Date::MIN), start_of(Date::MAX));
    }

    proptest! {
        #[test]
        fn a_moment_lies_in_the_day_that_holds_it(second in -2_000_000_000i64..4_000_000_000) {
            let moment = Timestamp::from_second(second).expect("in range");
            let day = local_date(moment);
            prop_assert!(start_of(day) <= moment);
            prop_assert!(moment < start_of(day.tomorrow().expect("in range")));
        }
    }
}
