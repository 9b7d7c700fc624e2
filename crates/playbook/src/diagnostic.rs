//! What is found in a playbook: where, what is wrong, what to do; always in both languages.

use civic::text::{Lang, Text};

use crate::explain::{Way, ways_out_in_words};
use crate::source::Span;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look.
    Hint,
    /// Costs applicants something, or cannot be justified.
    Warning,
    /// The playbook cannot be used.
    Error,
}

impl Severity {
    /// The word used in playbooks and in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Warning => "warn",
            Severity::Error => "error",
        }
    }

    /// The word shown to a reader.
    pub const fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Severity::Hint, Lang::Zh) => "提示",
            (Severity::Hint, Lang::En) => "hint",
            (Severity::Warning, Lang::Zh) => "警告",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Error, Lang::Zh) => "错误",
            (Severity::Error, Lang::En) => "error",
        }
    }
}

/// A change of text that would end a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
    /// True when the meaning cannot change for the worse; false when a person must decide.
    pub safe: bool,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name, such as `unknown-key` or the name of a lint.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: Text,
    /// Where; none when a file is missing or could not be read at all.
    pub span: Option<Span>,
    /// Other places that have a part in it.
    pub labels: Vec<(Span, Text)>,
    /// What to do about it.
    pub help: Vec<Text>,
    /// The ways out of what is blocked, the easiest first; `help` tells them too.
    pub ways: Vec<Way>,
    /// A change that does it.
    pub fix: Option<Fix>,
    /// For findings of lints: the thing it is about, `file#id`, as an `[[allow]]` names it.
    pub at: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &str, span: Span, message: Text) -> Diagnostic {
        Diagnostic {
            code: code.to_owned(),
            severity: Severity::Error,
            message,
            span: Some(span),
            labels: Vec::new(),
            help: Vec::new(),
            ways: Vec::new(),
            fix: None,
            at: None,
        }
    }

    /// An error that has no place in a text.
    pub fn error_nowhere(code: &str, message: Text) -> Diagnostic {
        Diagnostic { span: None, ..Diagnostic::error(code, Span::start_of(&"".into()), message) }
    }

    /// The same with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: Text) -> Diagnostic {
        self.help.push(help);
        self
    }

    /// Tells the ways out.
    #[must_use]
    pub(crate) fn ways(mut self, ways: Vec<Way>) -> Diagnostic {
        self.help.extend(ways_out_in_words(&ways));
        self.ways = ways;
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn label(mut self, span: Span, words: Text) -> Diagnostic {
        self.labels.push((span, words));
        self
    }

    /// Offers a change.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, safe: bool) -> Diagnostic {
        self.fix = Some(Fix { span, replacement: replacement.into(), safe });
        self
    }

    /// Says which thing it is about, for `[[allow]]`.
    #[must_use]
    pub fn about(mut self, file: &str, id: &str) -> Diagnostic {
        self.at = Some(format!("{file}#{id}"));
        self
    }

    /// Adds "did you mean" with the fix, when a near name exists.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>, span: Option<Span>) -> Diagnostic {
        let Some(near) = near else { return self };
        let hint = Text::new(format!("是否想写 `{near}`？"), format!("did you mean `{near}`?"));
        let told = self.help(hint);
        match span {
            Some(span) => told.fix(span, near, false),
            None => told,
        }
    }
}

/// Sorts findings by file and place, so that the same input always reads the same.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| d.span.clone().map(|s| (s.file, s.range.start, s.range.end));
        (key(a), &a.code, &a.message).cmp(&(key(b), &b.code, &b.message))
    });
}
