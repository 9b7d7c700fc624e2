//! One clock, pure: which working days count, where it stands, when it is due.
//!
//! Day 1 is the first working day after the start. While a stop holds, days do not count: those after the day of
//! stopping, up to and with the day of going on. The day of stopping counts, unless it would be the last day of
//! the term: then it is given again, so that nobody has to answer on the day on which the case comes back. A stop
//! that ends on the day it began changes nothing. So exactly the days promised count, never fewer, never more.

use civic::Date;
use civic::calendar::Calendar;

use crate::cases::clock::{DueDay, due};

/// Why a clock stands still. All but the first are special procedures (特别程序), told to the applicant in writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The applicant puts something right.
    Correction,
    /// The parties are heard.
    Hearing,
    /// Somebody looks at the place.
    Inspection,
    /// Something is tested or examined.
    Testing,
    /// Experts give their opinion.
    ExpertReview,
    /// A register or another office that holds a fact cannot be reached.
    Source,
}

impl Cause {
    /// Every cause.
    pub const ALL: &'static [Cause] =
        &[Cause::Correction, Cause::Hearing, Cause::Inspection, Cause::Testing, Cause::ExpertReview, Cause::Source];

    /// Those an officer may begin on the page.
    pub const SPECIAL: &'static [Cause] =
        &[Cause::Hearing, Cause::Inspection, Cause::Testing, Cause::ExpertReview, Cause::Source];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Cause::Correction => "correction",
            Cause::Hearing => "hearing",
            Cause::Inspection => "inspection",
            Cause::Testing => "testing",
            Cause::ExpertReview => "expert-review",
            Cause::Source => "source",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Cause> {
        Cause::ALL.iter().copied().find(|cause| cause.as_str() == word)
    }
}

/// How a clock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Answered in time or late: nothing more runs.
    Done,
    /// The last day passed without an answer.
    Lapsed,
}

/// A time in which the clock stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Names it, so that two stops at once end one by one: `correction health-review`.
    pub name: String,
    /// Why.
    pub cause: Cause,
    /// The day it began.
    pub from: Date,
    /// The day it ended; `None` while it holds.
    pub until: Option<Date>,
    /// The day on which it is expected to end.
    pub expected_on: Option<Date>,
}

/// What can happen to a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It runs from the beginning; a clock that ran before is reset.
    Start {
        /// Working days promised.
        days: i64,
    },
    /// It stands still.
    Stop {
        /// Names the stop.
        name: String,
        /// Why.
        cause: Cause,
        /// When it is expected to go on.
        expected_on: Option<Date>,
    },
    /// A stop ends.
    Continue {
        /// The stop.
        name: String,
    },
    /// The one extension.
    Extend {
        /// Working days added.
        days: i64,
    },
    /// A shorter promise; never fewer days than have passed and one more.
    Hasten {
        /// Working days promised now.
        days: i64,
    },
    /// It ends.
    End(End),
}

/// Why a turn was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnRefused {
    /// The clock has not begun.
    NotStarted,
    /// The clock has ended.
    Ended,
    /// The day lies before the day of the turn before.
    OutOfOrder,
    /// A stop of that name holds already.
    StoppedAlready,
    /// No stop of that name holds.
    NotStopped,
    /// It was extended before.
    ExtendedAlready,
    /// The last day has passed.
    Passed,
}

/// A clock as its turns left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The day before day 1.
    pub started_on: Date,
    /// Working days promised.
    pub promised: i64,
    /// Working days added by the one extension.
    pub extended: i64,
    /// Every stop, in order.
    pub stops: Vec<Stop>,
    /// How it ended.
    pub end: Option<(End, Date)>,
    last_turn: Date,
}

/// What a day meant to a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The n-th day of the term.
    Counted(i64),
    /// Nobody works.
    DayOff,
    /// The clock stood still, for these causes.
    Still(Vec<Cause>),
    /// It would have been the last day, but the clock was stopped on it: given again.
    GivenAgain,
}

impl Clock {
    /// A clock that begins on `day`.
    pub fn start(day: Date, days: i64) -> Clock {
        Clock { started_on: day, promised: days.max(0), extended: 0, stops: Vec::new(), end: None, last_turn: day }
    }

    /// Takes a turn on a day, or says why not; the clock is unchanged then.
    ///
    /// # Errors
    /// See [`TurnRefused`].
    pub fn turn(&mut self, day: Date, turn: &Turn, calendar: &Calendar) -> Result<(), TurnRefused> {
        if day < self.last_turn {
            return Err(TurnRefused::OutOfOrder);
        }
        if let Turn::Start { days } = turn {
            *self = Clock::start(day, *days);
            return Ok(());
        }
        if self.end.is_some() {
            return Err(TurnRefused::Ended);
        }
        match turn {
            Turn::Start { .. } => {}
            Turn::Stop { name, cause, expected_on } => {
                if self.open_stop(name).is_some() {
                    return Err(TurnRefused::StoppedAlready);
                }
                let stop =
                    Stop { name: name.clone(), cause: *cause, from: day, until: None, expected_on: *expected_on };
                self.stops.push(stop);
            }
            Turn::Continue { name } => {
                let stop = self.stops.iter_mut().find(|s| s.name == *name && s.until.is_none());
                stop.ok_or(TurnRefused::NotStopped)?.until = Some(day);
            }
            Turn::Extend { days } => {
                if self.extended > 0 {
                    return Err(TurnRefused::ExtendedAlready);
                }
                if self.due(calendar).is_some_and(|due| due.on < day) {
                    return Err(TurnRefused::Passed);
                }
                self.extended = (*days).max(0);
            }
            Turn::Hasten { days } => {
                let least = self.counted(calendar, day) + 1;
                self.promised = self.promised.min((*days).max(least - self.extended));
            }
            Turn::End(end) => self.end = Some((*end, day)),
        }
        self.last_turn = day;
        Ok(())
    }

    fn open_stop(&self, name: &str) -> Option<&Stop> {
        self.stops.iter().find(|s| s.name == name && s.until.is_none())
    }

    /// Stands still now.
    pub fn is_stopped(&self) -> bool {
        self.end.is_none() && self.stops.iter().any(|s| s.until.is_none())
    }

    /// The stops that hold now.
    pub fn holding(&self) -> impl Iterator<Item = &Stop> {
        self.stops.iter().filter(|s| s.until.is_none())
    }

    /// All working days of the term.
    pub fn total(&self) -> i64 {
        self.promised + self.extended
    }

    /// The last day; `None` while it stands still (unless the last day had passed before).
    pub fn due(&self, calendar: &Calendar) -> Option<DueDay> {
        let (cursor, left, open) = self.walk(calendar);
        if open {
            return None;
        }
        if left == 0 {
            let next = calendar.next_working_day(cursor);
            return Some(DueDay { on: next.date, provisional: next.provisional });
        }
        Some(due(calendar, cursor, left))
    }

    /// Working days that remain from the day of stopping on, while it stands still.
    pub fn days_left_stopped(&self, calendar: &Calendar) -> Option<i64> {
        let (_, left, open) = self.walk(calendar);
        open.then_some(left)
    }

    /// Days of the term that have passed on `day`, that day included.
    pub fn counted(&self, calendar: &Calendar, day: Date) -> i64 {
        let lines = self.day_by_day(calendar, day);
        i64::try_from(lines.iter().filter(|(_, m)| matches!(m, Meaning::Counted(_))).count()).unwrap_or(i64::MAX)
    }

    /// From where, how many days are left after the last standstill that matters, and whether that one still holds.
    fn walk(&self, calendar: &Calendar) -> (Date, i64, bool) {
        let (mut cursor, mut left) = (self.started_on, self.total());
        for (from, until) in self.standstills() {
            if from > cursor {
                let passed = calendar.working_days_between(cursor, from);
                if passed > left || (passed == left && !calendar.is_working(from).working) {
                    break;
                }
                left = if passed == left { left.min(1) } else { left - passed };
            }
            match until {
                None => return (cursor, left, true),
                Some(until) => cursor = cursor.max(until),
            }
        }
        (cursor, left, false)
    }

    /// Merged, in order; those that ended on the day they began are left out.
    fn standstills(&self) -> Vec<(Date, Option<Date>)> {
        let mut all: Vec<(Date, Option<Date>)> =
            self.stops.iter().filter(|s| s.until != Some(s.from)).map(|s| (s.from, s.until)).collect();
        all.sort_by_key(|(from, until)| (*from, until.unwrap_or(Date::MAX)));
        let mut merged: Vec<(Date, Option<Date>)> = Vec::new();
        for (from, until) in all {
            match merged.last_mut() {
                Some((_, end)) if end.is_none_or(|end| from <= end) => {
                    *end = end.and_then(|end| until.map(|until| end.max(until)));
                }
                _ => merged.push((from, until)),
            }
        }
        merged
    }

    /// What each day from the start to the last day (or to `until`, if that comes first) meant.
    pub fn day_by_day(&self, calendar: &Calendar, until: Date) -> Vec<(Date, Meaning)> {
        let mut lines = Vec::new();
        let mut number = 0;
        let mut day = self.started_on;
        while number < self.total() && day < until {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            let meaning = self.meaning(calendar, day, number + 1);
            number += i64::from(matches!(meaning, Meaning::Counted(_)));
            lines.push((day, meaning));
        }
        lines
    }

    fn meaning(&self, calendar: &Calendar, day: Date, number: i64) -> Meaning {
        let lasting = || self.stops.iter().filter(|s| s.until != Some(s.from));
        let still: Vec<Cause> =
            lasting().filter(|s| s.from < day && s.until.is_none_or(|u| day <= u)).map(|s| s.cause).collect();
        if !calendar.is_working(day).working {
            Meaning::DayOff
        } else if !still.is_empty() {
            Meaning::Still(still)
        } else if number == self.total() && lasting().any(|s| s.from == day) {
            Meaning::GivenAgain
        } else {
            Meaning::Counted(number)
        }
    }
}
