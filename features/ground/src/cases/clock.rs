//! The clock of a case: working days that run only while the agencies have it.
//!
//! Day 1 is the working day after filing. While the applicant puts something
//! right the clock stands still; afterwards it goes on with the days that were
//! left, so a late correction never eats the agencies' time, nor an early one
//! the applicant's.

use civic::Date;
use civic::calendar::Calendar;

/// Last day for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDay {
    /// The day.
    pub on: Date,
    /// It lies beyond the published working-day calendar and may move.
    pub provisional: bool,
}

/// The due day of something promised in `working_days`, beginning the day after `from`.
pub fn due(calendar: &Calendar, from: Date, working_days: i64) -> DueDay {
    let days = u32::try_from(working_days.max(0)).unwrap_or(u32::MAX);
    let due = calendar.add_working_days(from, days);
    DueDay { on: due.date, provisional: due.provisional }
}

/// Working days from `today` (not counted) to `due` (counted); negative when it has passed.
pub fn days_left(calendar: &Calendar, today: Date, due: Date) -> i64 {
    calendar.working_days_between(today, due)
}

/// Starts a stopped clock again: the days that were left, from `today`, at least one.
pub fn resume(calendar: &Calendar, today: Date, days_left: i64) -> DueDay {
    due(calendar, today, days_left.max(1))
}
