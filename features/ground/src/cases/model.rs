//! A case: one application, appeal or correction on its way through the agencies.
//!
//! States are named by facts. A transition that the state does not allow is a
//! [`CaseRefusal`], never a silent no-op, so two officers deciding at once
//! learn which of them came second.

use civic::{Date, Problem, Text};
use playbook::Mode;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// Being written; only the applicant sees it.
    Draft,
    /// Filed; at least one step is open or waiting.
    UnderReview,
    /// Filed; at least one agency waits for the applicant. The clock stands still.
    Correction,
    /// Decided in the applicant's favour.
    Granted,
    /// Decided against; every reason is on it.
    Refused,
    /// Taken back by the applicant.
    Withdrawn,
    /// Granted on a promise that was found broken; the grant was taken back.
    Revoked,
}

/// What a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CaseKind {
    /// Somebody asks for a service.
    Application,
    /// Somebody asks to have a decision looked at again (复核).
    Reconsideration,
}

/// Where one agency's step of a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepState {
    /// Waits for another step's result.
    Waiting,
    /// On the agency's desk.
    Open,
    /// The agency asked the applicant for something.
    Correction,
    /// The agency agrees.
    Approved,
    /// The agency does not agree.
    Refused,
    /// No longer needed: the case ended without it.
    Cancelled,
}

macro_rules! text_states {
    ($type:ty { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $type {
            /// Every state, in the order a case usually meets them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word stored in the database and used in URLs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the stored word; `None` for any other word.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

text_states!(CaseState {
    Draft = "draft",
    UnderReview = "under-review",
    Correction = "correction",
    Granted = "granted",
    Refused = "refused",
    Withdrawn = "withdrawn",
    Revoked = "revoked",
});

text_states!(CaseKind {
    Application = "application",
    Reconsideration = "reconsideration",
});

text_states!(StepState {
    Waiting = "waiting",
    Open = "open",
    Correction = "correction",
    Approved = "approved",
    Refused = "refused",
    Cancelled = "cancelled",
});

impl CaseState {
    /// Nothing more will happen to it.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Granted | Self::Refused | Self::Withdrawn | Self::Revoked)
    }
}

impl StepState {
    /// The agency has spoken, or need not any more.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Cancelled)
    }
}

/// Who a case is about, as it was called on the day of filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Id in its own register, e.g. of the enterprise.
    pub id: String,
    /// Registered name.
    pub name: String,
    /// Public code: the unified social credit code of an enterprise.
    pub code: String,
}

/// One case, as stored.
#[derive(Clone, Debug)]
pub struct Case {
    /// County whose books hold the case, six digits.
    pub region: String,
    /// Time-ordered id.
    pub id: String,
    /// Public number, given on filing.
    pub number: Option<String>,
    /// Playbook the service belongs to.
    pub playbook: String,
    /// Digest of the playbook version the case was filed under (a draft: last looked at under).
    pub digest: String,
    /// Service asked for.
    pub service: String,
    /// An application, or a second look at one.
    pub kind: CaseKind,
    /// How it is handled, set on filing: the service's mode, or review where that mode may not be used.
    pub mode: Option<Mode>,
    /// Handled as urgent (急事急办): first on every desk.
    pub express: bool,
    /// Who asks.
    pub subject: Subject,
    /// Where it stands.
    pub state: CaseState,
    /// Milliseconds since 1970, when filed.
    pub filed_at: Option<i64>,
    /// Last day for the answer.
    pub due_on: Option<Date>,
    /// The due day lies beyond the published working-day calendar.
    pub due_provisional: bool,
    /// Working days left while the clock stands still; `None` while it runs. See [`crate::cases::clocks`].
    pub days_left_stopped: Option<i64>,
    /// Milliseconds since 1970, when closed.
    pub decided_at: Option<i64>,
    /// Milliseconds since 1970 of the last change.
    pub updated_at: i64,
}

impl CaseStep {
    /// A step that has not begun.
    pub fn waiting(step: &str, agency: &str, position: i64, working_days: i64) -> CaseStep {
        CaseStep {
            step: step.to_owned(),
            agency: agency.to_owned(),
            position,
            state: StepState::Waiting,
            waits_for: Vec::new(),
            working_days,
            opened_at: None,
            due_on: None,
            decided_at: None,
            decided_by: None,
            decided_person: None,
            stopped_for: None,
            express: false,
            reason: String::new(),
            asks_for: Vec::new(),
        }
    }
}

/// One agency's step of a case, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// Step id in the service's text.
    pub step: String,
    /// Agency id in the playbook.
    pub agency: String,
    /// Order in which steps are shown.
    pub position: i64,
    /// Where it stands.
    pub state: StepState,
    /// Steps whose approval opens this one.
    pub waits_for: Vec<String>,
    /// Working days the service promises for it.
    pub working_days: i64,
    /// Milliseconds since 1970, when it reached the desk.
    pub opened_at: Option<i64>,
    /// Last day for this agency.
    pub due_on: Option<Date>,
    /// Milliseconds since 1970 of the decision.
    pub decided_at: Option<i64>,
    /// Office that decided.
    pub decided_by: Option<String>,
    /// Person who decided; never shown to the applicant.
    pub decided_person: Option<String>,
    /// Why its clock stands still, by the word of [`crate::cases::clocks::Cause`].
    pub stopped_for: Option<String>,
    /// Handled as urgent.
    pub express: bool,
    /// Reason given, in the officer's words.
    pub reason: String,
    /// What the applicant is asked to put right; needs and facts by id.
    pub asks_for: Vec<String>,
}

/// A paper (or promise) in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// Time-ordered id.
    pub id: String,
    /// The demand it answers.
    pub need: String,
    /// What it is, by evidence id.
    pub evidence: String,
    /// The applicant's file name; empty for a promise.
    pub file_name: String,
    /// Content type found by looking at the content; empty for a promise.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// A commitment made by ticking, not a file.
    pub promised: bool,
    /// The day the paper bears, asked where it may not be too old.
    pub issued_on: Option<Date>,
    /// Milliseconds since 1970.
    pub added_at: i64,
}

/// A fact a case rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFact {
    /// Fact name with `_`.
    pub fact: String,
    /// Its value.
    pub value: rules::Value,
    /// The applicant said so; otherwise a register holds it.
    pub answered: bool,
    /// Where it comes from, in words.
    pub source: Text,
    /// The day it was true.
    pub as_of: Option<Date>,
}

/// What an officer says to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Agree.
    Approve,
    /// Do not agree, with the reason.
    Refuse,
    /// Ask the applicant to put the named needs or facts right.
    AskCorrection(Vec<String>),
}

/// Why an act on a case was not done. Everything found is in the list.
#[derive(Debug)]
pub enum CaseRefusal {
    /// The input is incomplete or wrong: all problems at once.
    Incomplete(Vec<Problem>),
    /// The case is no longer in a state that allows this.
    WrongState(Text),
    /// There is no such case for this person.
    NotFound,
    /// The store failed.
    Fault(store::Fault),
}

impl CaseRefusal {
    /// The step has been dealt with by an office, which is named as the playbook names it.
    pub fn already_decided(step: &CaseStep, book: &playbook::Playbook) -> CaseRefusal {
        let by = step.decided_by.clone().unwrap_or_default();
        let office = book.agencies.get(&by).map_or_else(|| Text::new(by.as_str(), by.as_str()), |a| a.name.clone());
        CaseRefusal::WrongState(Text::new(
            format!("这一步已经办过（{}），请刷新页面查看结果；您的意见没有提交", office.zh),
            format!(
                "this step has been dealt with already ({}); reload the page to see how. Your decision was not taken",
                office.en
            ),
        ))
    }

    /// The case is in a state that does not allow the act.
    pub fn wrong_state(case: &Case) -> CaseRefusal {
        let (zh, en) = match case.state {
            CaseState::Draft => ("这件事项还没有提交", "this case has not been filed yet"),
            CaseState::UnderReview => ("这件事项已经提交，正在办理", "this case has been filed and is under review"),
            CaseState::Correction => ("这件事项正等您补正", "this case waits for your correction"),
            CaseState::Granted => ("这件事项已经办结，准予", "this case is closed: granted"),
            CaseState::Refused => ("这件事项已经办结，不予批准", "this case is closed: refused"),
            CaseState::Withdrawn => ("这件事项已经撤回", "this case has been withdrawn"),
            CaseState::Revoked => ("这件事项的结果已经撤销", "what this case granted has been taken back"),
        };
        CaseRefusal::WrongState(Text::new(
            format!("{zh}，不能再做这一步；请返回查看最新进度"),
            format!("{en}, so this cannot be done now; go back to see where it stands"),
        ))
    }
}

impl From<store::Fault> for CaseRefusal {
    fn from(fault: store::Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<CaseRefusal> for web::Stop {
    fn from(refusal: CaseRefusal) -> Self {
        match refusal {
            CaseRefusal::Incomplete(problems) => Self::refused(problems),
            CaseRefusal::WrongState(why) => Self::Conflict(why),
            CaseRefusal::NotFound => Self::NotFound,
            CaseRefusal::Fault(fault) => fault.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_back_from_its_word() {
        for state in CaseState::ALL {
            assert_eq!(CaseState::parse(state.as_str()), Some(*state));
        }
        for state in StepState::ALL {
            assert_eq!(StepState::parse(state.as_str()), Some(*state));
        }
        for kind in CaseKind::ALL {
            assert_eq!(CaseKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(CaseState::parse("red"), None);
    }
}
