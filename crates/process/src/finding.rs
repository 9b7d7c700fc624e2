//! What is found in a process: where, what, and what to do, in both languages.

use civic::text::Text;

use crate::model::Place;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look.
    Hint,
    /// It costs somebody time, or a case can get stuck.
    Warning,
    /// It cannot work, or cannot be read.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the lint, or of the mistake of form.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: Text,
    /// Where, in bytes of the text.
    pub place: Place,
    /// Other places that have a part in it.
    pub labels: Vec<(Place, Text)>,
    /// What to do.
    pub help: Vec<Text>,
}

impl Finding {
    /// A finding at a place.
    pub fn new(code: &'static str, severity: Severity, place: Place, message: Text) -> Finding {
        Finding { code, severity, message, place, labels: Vec::new(), help: Vec::new() }
    }

    /// A mistake of form: the file, or this part of it, cannot be used.
    pub(crate) fn error(code: &'static str, place: Place, message: Text) -> Finding {
        Finding::new(code, Severity::Error, place, message)
    }

    /// Says what to do.
    #[must_use]
    pub(crate) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Finding {
        self.help.push(Text::new(zh, en));
        self
    }

    /// Points at another place.
    #[must_use]
    pub(crate) fn label(mut self, place: Place, zh: impl Into<String>, en: impl Into<String>) -> Finding {
        self.labels.push((place, Text::new(zh, en)));
        self
    }
}

/// Names in a row, at most eight of them, between the quotation marks of each language.
pub(crate) fn names<'a>(all: impl ExactSizeIterator<Item = &'a str>, zh: &str, en: &str) -> Text {
    const SHOWN_MAX: usize = 8;
    let count = all.len();
    let shown: Vec<String> = all.take(SHOWN_MAX).map(|name| format!("`{name}`")).collect();
    let more = count.saturating_sub(SHOWN_MAX);
    let tail = |zh: bool| match (more, zh) {
        (0, _) => String::new(),
        (_, true) => format!("等 {count} 个"),
        (_, false) => format!(" and {more} more"),
    };
    Text::new(format!("{}{}", shown.join(zh), tail(true)), format!("{}{}", shown.join(en), tail(false)))
}
