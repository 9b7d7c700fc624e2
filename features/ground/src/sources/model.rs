//! What is known of a fact that another office keeps: five states, and the last value apart from the state.

use std::collections::BTreeMap;

use civic::{Date, Text};
use rules::Value;

/// How a fact stands. Rules see a value only in the first state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactState {
    /// There is a value, and it is new enough.
    Known,
    /// Nobody has been asked for it, or nobody has said.
    Unknown,
    /// Asked for and on its way.
    Pending,
    /// Its source is down; an older value may be there, but decides nothing.
    Degraded,
    /// Its source says that it does not hold it or will not tell.
    Refused,
}

impl FactState {
    /// Every state.
    pub const ALL: [FactState; 5] =
        [FactState::Known, FactState::Unknown, FactState::Pending, FactState::Degraded, FactState::Refused];

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            FactState::Known => "known",
            FactState::Unknown => "unknown",
            FactState::Pending => "pending",
            FactState::Degraded => "degraded",
            FactState::Refused => "refused",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<FactState> {
        FactState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Somebody is still expected to tell: filing goes on without it, a decision that needs it waits.
    pub const fn is_awaited(self) -> bool {
        matches!(self, FactState::Pending | FactState::Degraded)
    }
}

/// A value as a source told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldValue {
    /// The value.
    pub value: Value,
    /// The day it was true.
    pub as_of: Option<Date>,
    /// When it came here, epoch milliseconds.
    pub got_ms: i64,
}

/// One fact of one subject, as a source stands to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFact {
    /// Fact name with `_`.
    pub fact: String,
    /// Id of the source.
    pub source: String,
    /// Name of the source.
    pub words: Text,
    /// Key the source was asked by: a unified social credit code or a division code.
    pub subject: String,
    /// How it stands.
    pub state: FactState,
    /// Since when it stands so, epoch milliseconds.
    pub since_ms: i64,
    /// In state `Known` the value; in the others the last one there was.
    pub value: Option<ToldValue>,
}

/// The facts that sources keep of one subject, by name.
pub type SourceFacts = BTreeMap<String, SourceFact>;

/// What a source says to one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A value and the day it was true.
    Value(Value, Option<Date>),
    /// It does not hold this.
    NotHeld,
    /// It said something that is no value of this fact.
    Unusable(Text),
}

/// The answer to one question about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Fact name with `_`.
    pub fact: String,
    /// What was said.
    pub told: Told,
}

/// Why a source gave no answer. Words for the administrator, without addresses and keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub words: Text,
    /// The source asked to be left alone for so long.
    pub retry_after_ms: Option<i64>,
}

impl Trouble {
    /// A trouble in words.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Trouble {
        Trouble { words: Text::new(zh, en), retry_after_ms: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_back_from_its_word() {
        for state in FactState::ALL {
            assert_eq!(FactState::parse(state.as_str()), Some(state));
        }
        assert_eq!(FactState::parse("green"), None);
    }
}
