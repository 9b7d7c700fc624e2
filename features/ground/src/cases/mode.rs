//! How a case is handled: as the service says, or by review where a grant at once would rest on something unknown.
//!
//! Filing, commitment and automatic grant with the filing, so every condition must be true by then. What is unknown
//! is asked or goes to the agencies, as the service says; it is never taken for yes. Who broke a promise is handled
//! by review until the bar on the record ends.

use civic::{Date, Problem, Text};
use playbook::Mode;
use playbook::finder::Finding;
use rules::Truth;

use crate::cases::acts::Book;

/// Id of the step of the lead agency in a review whose service names none.
pub const REVIEW_STEP: &str = "review";

/// The word stored.
pub const fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Review => "review",
        Mode::Filing => "filing",
        Mode::Commitment => "commitment",
        Mode::Automatic => "automatic",
    }
}

/// Reads the stored word.
pub fn parse(word: &str) -> Option<Mode> {
    [Mode::Review, Mode::Filing, Mode::Commitment, Mode::Automatic].into_iter().find(|mode| self::word(*mode) == word)
}

/// Why a case is not handled in its service's mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A condition is unknown.
    Unknown,
    /// A promise was broken; the bar holds until and with this day.
    Barred(Date),
}

impl Instead {
    /// The word of the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Instead::Unknown => "unknown",
            Instead::Barred(_) => "barred",
        }
    }
}

/// How a case is handled that is complete; `barred_until` is the end of a bar on the applicant's record.
///
/// # Errors
/// What still has to be said, where the service asks rather than lets the agencies decide.
pub fn of(book: &Book, finding: &Finding, barred_until: Option<Date>) -> Result<(Mode, Option<Instead>), Vec<Problem>> {
    let mode = book.service.mode;
    if mode == Mode::Review {
        return Ok((mode, None));
    }
    if !certain(finding) {
        if mode == Mode::Automatic && book.service.after.asks_on_unknown {
            return Err(vec![not_certain(book, finding)]);
        }
        return Ok((Mode::Review, Some(Instead::Unknown)));
    }
    match barred_until.filter(|_| mode == Mode::Commitment) {
        Some(until) => Ok((Mode::Review, Some(Instead::Barred(until)))),
        None => Ok((mode, None)),
    }
}

/// Every condition has been decided, and those of a grant are true.
fn certain(finding: &Finding) -> bool {
    finding.must_ask == Truth::True
        && finding.eligible.as_ref().is_none_or(|(truth, _)| *truth == Truth::True)
        && finding.needs.iter().all(|need| need.truth != Truth::Unknown)
}

fn not_certain(book: &Book, finding: &Finding) -> Problem {
    let name = |fact: &String| book.playbook.catalogue.get(fact).map(|f| f.words.clone());
    let names: Vec<Text> = finding.missing.iter().filter_map(name).collect();
    let zh: Vec<&str> = names.iter().map(|n| n.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|n| n.en.as_str()).collect();
    Problem::new(
        "service",
        "cases/not-certain",
        Text::new(
            format!("还不能自动办结，情况不明：{}", zh.join("、")),
            format!("it cannot be decided by rule alone yet; not known: {}", en.join(", ")),
        ),
        Text::new(
            "请补充这些信息；由登记库提供的，稍后再提交",
            "supply them; if a register holds them, file again later",
        ),
    )
}
