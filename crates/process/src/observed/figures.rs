//! The figures of a log: per service and per step, sums and spreads.

use std::collections::BTreeMap;

use civic::Date;

use super::bounds::Share;
use super::refused::Refusals;
use super::spread::Spread;

/// Most orders of steps kept apart in a service; those seen later count together.
pub const VARIANTS_MAX: usize = 1_000;

/// What a log says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Each service by its id.
    pub services: BTreeMap<String, ServiceSeen>,
    /// Events read.
    pub events: u64,
    /// Cases read, counted or not.
    pub cases: u64,
    /// The last day of the log: what is open then is judged by it.
    pub as_of: Option<Date>,
    /// What could not be used.
    pub refused: Refusals,
}

/// A service as its cases went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceSeen {
    /// Cases filed.
    pub cases: u64,
    /// First and last day of filing.
    pub filed: Option<(Date, Date)>,
    /// Answered with yes, by an office or by silence.
    pub granted: u64,
    /// Answered with no, by an office or by silence.
    pub refused: u64,
    /// Of these, answered because the last day had passed.
    pub by_silence: u64,
    /// Taken back by the applicant.
    pub withdrawn: u64,
    /// Not answered yet.
    pub open: u64,
    /// Of these, past their last day when the log ends.
    pub open_late: u64,
    /// Calendar days from filing to the answer.
    pub calendar_days: Spread,
    /// Working days from filing to the answer.
    pub working_days: Spread,
    /// Of these, those that counted: without standstills.
    pub counted_days: Spread,
    /// Working days on which the clock stood still for the applicant.
    pub applicant_days: Spread,
    /// Working days on which it stood still for anything else.
    pub elsewhere_days: Spread,
    /// Working days, over all answered cases, on which no step that spoke was on a desk: nobody had it, or an
    /// office that never answered.
    pub nobody_days: u64,
    /// Answered after the last day the law gives, of those for which it is known.
    pub late_by_law: Share,
    /// Answered after the last day promised, of those for which it is known.
    pub late_by_promise: Share,
    /// Cases in which something had to be put right.
    pub corrected: u64,
    /// How often an office asked for a correction.
    pub corrections: u64,
    /// How often each demand or fact had to be put right: number of cases.
    pub asked_again: BTreeMap<String, u64>,
    /// Papers handed in, by the demand they answer.
    pub papers: BTreeMap<String, PaperSeen>,
    /// Entered for the applicant at a counter.
    pub at_counter: u64,
    /// Each step by its id.
    pub steps: BTreeMap<String, StepSeen>,
    /// Orders in which steps were done: number of cases.
    pub variants: BTreeMap<String, u64>,
    /// Cases of orders beyond [`VARIANTS_MAX`].
    pub other_variants: u64,
}

/// A step as it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepSeen {
    /// Cases in which it said something.
    pub cases: u64,
    /// Working days from filing until it reached the desk.
    pub waited: Spread,
    /// Working days on the desk until its last word, without those its clock stood still.
    pub handled: Spread,
    /// Working days, over all answered cases, on which it was the step that held the case.
    pub held_days: u64,
    /// Cases in which it asked for a correction.
    pub corrected: u64,
    /// Cases in which it said no.
    pub refused: u64,
    /// Cases in which it did one or the other.
    pub changed: u64,
    /// Took longer than the working days the service gives it, of those for which they are known.
    pub late: Share,
}

/// A paper as it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaperSeen {
    /// Answered cases in which it was handed in.
    pub cases: u64,
    /// Of these, those in which it had to be put right.
    pub asked_again: u64,
    /// Of these, those that were refused, for whatever reason.
    pub refused: u64,
    /// Of these, those in which one or the other happened.
    pub changed: u64,
}

impl ServiceSeen {
    /// Answered by yes or no.
    pub fn answered(&self) -> u64 {
        self.granted + self.refused
    }

    /// Refused of those answered.
    pub fn refusal(&self) -> Share {
        Share::new(self.refused, self.answered())
    }

    /// Put right at least once, of all filed.
    pub fn correction(&self) -> Share {
        Share::new(self.corrected, self.cases)
    }

    /// Working days of all answered cases, by what held them: steps, the applicant, others, nobody.
    pub fn held_in_all(&self) -> u64 {
        self.working_days.sum()
    }

    /// Visits a case took in the mean, in hundredths: those of the steps really done, and of the counter. `visits`
    /// says how many a step takes.
    pub fn visits_hundredths(&self, visits: impl Fn(&str) -> u64) -> u64 {
        let steps = self.steps.iter().map(|(id, seen)| visits(id).saturating_mul(seen.cases));
        let all = steps.fold(self.at_counter, u64::saturating_add);
        (all.saturating_mul(100) + self.cases / 2) / self.cases.max(1)
    }

    /// Orders of steps, the most frequent first.
    pub fn ways(&self) -> Vec<(&str, u64)> {
        let mut ways: Vec<(&str, u64)> = self.variants.iter().map(|(way, times)| (&**way, *times)).collect();
        ways.sort_by_key(|(way, times)| (std::cmp::Reverse(*times), *way));
        ways
    }
}

impl StepSeen {
    /// Corrected or refused, of those it spoke in.
    pub fn change(&self) -> Share {
        Share::new(self.changed, self.cases)
    }
}

impl PaperSeen {
    /// Put right or refused, of those it was handed in.
    pub fn change(&self) -> Share {
        Share::new(self.changed, self.cases)
    }
}
