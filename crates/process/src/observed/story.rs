//! One case as a log tells it: when it began, what was done, when its clock stood still.

use civic::Date;

/// A case from its filing on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Its number or id: unique with the region.
    pub name: String,
    /// Division code of the region whose working days count.
    pub region: String,
    /// Rule book.
    pub playbook: String,
    /// Digest of the version it was filed under.
    pub version: String,
    /// Service asked for.
    pub service: String,
    /// `application` or `reconsideration`; empty where the log does not say.
    pub kind: String,
    /// The day before day 1 of its clock; none = the day of its filing.
    pub begun: Option<Date>,
    /// Last day for the answer.
    pub due: Option<Date>,
    /// When its clock stood still; none = to be told from what was done.
    pub stops: Option<Vec<Standstill>>,
    /// Papers handed in, by the demand they answer.
    pub papers: Vec<String>,
    /// Entered for the applicant at a counter.
    pub at_counter: bool,
    /// What was done.
    pub acts: Vec<Act>,
    /// Line or number of entry where it begins in the log.
    pub place: u64,
}

/// Something done to a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// `file`, `step-approved`, `granted` …
    pub kind: String,
    /// Step it was done to.
    pub step: Option<String>,
    /// When that step reached the desk, in milliseconds since 1970.
    pub opened_ms: Option<i64>,
    /// What the applicant was asked to put right, demands and facts by id.
    pub asks_for: Vec<String>,
}

/// A time in which a clock stood still: the days after `from`, up to and with `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// `correction`, `hearing`, `source` …
    pub cause: String,
    /// The step it was for; none = the whole case.
    pub step: Option<String>,
    /// The day it began.
    pub from: Date,
    /// The day it ended; none while it holds.
    pub until: Option<Date>,
}

impl Standstill {
    /// The applicant had something to put right.
    pub fn is_applicants(&self) -> bool {
        self.cause == "correction"
    }
}

/// Standstills in one line, with intervals of ISO 8601: `correction health-review 2020-03-04/2020-03-06; source 2020-03-06/`.
pub fn stops_to(stops: &[Standstill]) -> String {
    let each = stops.iter().map(|stop| {
        let step = stop.step.as_ref().map(|step| format!("{step} ")).unwrap_or_default();
        let until = stop.until.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {step}{}/{until}", stop.cause, stop.from)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Reads what [`stops_to`] wrote; none for anything else.
pub fn stops_from(line: &str) -> Option<Vec<Standstill>> {
    line.split(';').map(str::trim).filter(|one| !one.is_empty()).map(stop_from).collect()
}

fn stop_from(one: &str) -> Option<Standstill> {
    let words: Vec<&str> = one.split_whitespace().collect();
    let (cause, step, days) = match words.as_slice() {
        [cause, days] => (*cause, None, *days),
        [cause, step, days] => (*cause, Some((*step).to_owned()), *days),
        _ => return None,
    };
    let (from, until) = days.split_once('/')?;
    let until = if until.is_empty() { None } else { Some(until.parse().ok()?) };
    Some(Standstill { cause: cause.to_owned(), step, from: from.parse().ok()?, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standstills_are_read_back_as_written() {
        let line = "correction health-review 2020-03-04/2020-03-06; source 2020-03-06/";
        let stops = stops_from(line).expect("two");
        assert_eq!((stops.len(), stops[0].is_applicants(), stops[1].until), (2, true, None));
        assert_eq!(stops_to(&stops), line);
        assert_eq!(stops_from(""), Some(Vec::new()));
        for bad in ["correction", "a b c 2020-03-04/", "correction x 2020-03-04", "source 2020-13-04/"] {
            assert_eq!(stops_from(bad), None, "{bad}");
        }
    }
}
