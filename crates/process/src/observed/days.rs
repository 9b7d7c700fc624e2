//! The days of one case: which counted, and who held it on each.

use std::collections::BTreeMap;

use civic::Date;
use civic::calendar::Calendar;

use super::story::Standstill;

/// What a rule book says of a service, as far as days go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Working days the law gives; 0 = none stated.
    pub law: u32,
    /// Working days promised; 0 = none stated.
    pub promised: u32,
    /// Working days of each step, and the steps it waits for.
    pub steps: BTreeMap<String, (u32, Vec<String>)>,
}

/// A step of a case, with the days that matter.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub step: String,
    pub opened: Date,
    /// Its last word; none = not yet.
    pub done: Option<Date>,
}

/// Working days of a case by what held it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub working: u64,
    pub applicant: u64,
    pub elsewhere: u64,
    pub nobody: u64,
    pub steps: BTreeMap<String, u64>,
}

/// The last day of a term that began on `begun`; none while it stands still, or beyond the calendar's end.
///
/// The day of a stop counts unless it would be the last of the term; the days after it do not, up to and with the
/// day on which the clock goes on. A stop that ends on the day it began changes nothing.
pub fn last_day(calendar: &Calendar, begun: Date, days: u32, stops: &[Standstill]) -> Option<Date> {
    let (mut left, mut day) = (days, begun);
    let lasting: Vec<&Standstill> = stops.iter().filter(|stop| stop.until != Some(stop.from)).collect();
    while left > 0 {
        if lasting.iter().any(|stop| stop.until.is_none() && stop.from <= day) {
            return None;
        }
        day = day.tomorrow().ok()?;
        let still = lasting.iter().any(|stop| stands_on(stop, day));
        let given_again = left == 1 && lasting.iter().any(|stop| stop.from == day);
        if calendar.is_working(day).working && !still && !given_again {
            left -= 1;
        }
    }
    Some(day)
}

fn stands_on(stop: &Standstill, day: Date) -> bool {
    stop.from < day && stop.until.is_none_or(|until| day <= until)
}

/// Working days after `from` up to and with `to` on which no stop of this step (or of the whole case) held.
pub(super) fn handled(calendar: &Calendar, leg: &Leg, to: Date, stops: &[Standstill]) -> u64 {
    let own = |stop: &&Standstill| stop.step.as_ref().is_none_or(|step| *step == leg.step);
    let own: Vec<&Standstill> = stops.iter().filter(own).collect();
    working(calendar, leg.opened, to).filter(|day| !own.iter().any(|stop| stands_on(stop, *day))).count() as u64
}

/// Each working day of a case given to one holder: whoever it stood still for; else, of the steps on a desk, the one
/// that was done last, for it alone kept the answer waiting; else nobody.
pub(super) fn held(calendar: &Calendar, (begun, decided): (Date, Date), legs: &[Leg], stops: &[Standstill]) -> Held {
    let mut held = Held::default();
    for day in working(calendar, begun, decided) {
        held.working += 1;
        let mut still = stops.iter().filter(|stop| stands_on(stop, day)).peekable();
        if still.peek().is_some() {
            match still.any(Standstill::is_applicants) {
                true => held.applicant += 1,
                false => held.elsewhere += 1,
            }
            continue;
        }
        let on_desk = legs.iter().filter(|leg| leg.opened < day && leg.done.is_none_or(|done| day <= done));
        match on_desk.max_by_key(|leg| (leg.done.unwrap_or(Date::MAX), &leg.step)) {
            Some(leg) => *held.steps.entry(leg.step.clone()).or_default() += 1,
            None => held.nobody += 1,
        }
    }
    held
}

/// Working days after a day, up to and with another.
pub(super) fn working(calendar: &Calendar, from: Date, to: Date) -> impl Iterator<Item = Date> + '_ {
    let days = std::iter::successors(from.tomorrow().ok(), |day| day.tomorrow().ok());
    days.take_while(move |day| *day <= to).filter(|day| calendar.is_working(*day).working)
}

#[cfg(test)]
mod tests {
    use civic::calendar::Calendar;

    use super::super::story::stops_from;
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_term_stands_still_after_the_day_of_the_stop_to_the_day_of_going_on() {
        // Monday 2 March 2020; five working days end on Monday 9
        let calendar = Calendar::national();
        let last = |stops: &str| last_day(&calendar, day("2020-03-02"), 5, &stops_from(stops).expect("stops"));
        assert_eq!(last(""), Some(day("2020-03-09")));
        assert_eq!(last("correction a 2020-03-03/2020-03-05"), Some(day("2020-03-11")));
        assert_eq!(last("correction a 2020-03-03/2020-03-03"), Some(day("2020-03-09")), "nothing changes in a day");
        assert_eq!(last("correction a 2020-03-09/2020-03-10"), Some(day("2020-03-11")), "the last day is given again");
        assert_eq!(last("correction a 2020-03-03/"), None, "it stands still");
        assert_eq!(last("correction a 2020-03-03/2020-03-05; source 2020-03-04/2020-03-06"), Some(day("2020-03-12")));
    }

    #[test]
    fn each_working_day_is_held_by_one() {
        let calendar = Calendar::national();
        let leg = |step: &str, opened: &str, done: &str| Leg {
            step: step.into(),
            opened: day(opened),
            done: Some(day(done)),
        };
        let legs = [
            leg("a", "2020-03-02", "2020-03-03"),
            leg("b", "2020-03-02", "2020-03-06"),
            leg("c", "2020-03-10", "2020-03-11"),
        ];
        let stops = stops_from("correction b 2020-03-04/2020-03-05; source 2020-03-11/2020-03-12").expect("stops");
        let held = held(&calendar, (day("2020-03-02"), day("2020-03-13")), &legs, &stops);
        // 3,4 b; 5 applicant; 6 b; 9,10 nobody; 11 c; 12 elsewhere; 13 nobody
        let steps = BTreeMap::from([("b".to_owned(), 3), ("c".to_owned(), 1)]);
        assert_eq!(held, Held { working: 9, applicant: 1, elsewhere: 1, nobody: 3, steps });
        assert_eq!(handled(&calendar, &legs[1], day("2020-03-06"), &stops), 3);
        assert_eq!(handled(&calendar, &legs[0], day("2020-03-06"), &stops), 4, "the other step's stop is not its own");
    }
}
