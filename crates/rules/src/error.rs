//! What is wrong with a rule text, where exactly, and what to write instead.

use std::ops::Range;

use civic::text::Text;

/// One mistake in a rule text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleError {
    /// Stable name of the kind of mistake, such as `unknown-fact`.
    pub code: &'static str,
    /// Where: bytes in the rule text, on character boundaries; empty only at the very end.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: Text,
    /// What to write instead.
    pub help: Option<Text>,
}

impl RuleError {
    pub(crate) fn new(
        code: &'static str,
        span: Range<usize>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> RuleError {
        RuleError { code, span, message: Text::new(zh, en), help: None }
    }

    /// The same with a way out.
    pub(crate) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> RuleError {
        self.help = Some(Text::new(zh, en));
        self
    }
}
