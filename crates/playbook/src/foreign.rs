//! Findings in processes drawn elsewhere, shown like those in rule books.

use std::sync::Arc;

use civic::text::{Lang, Text};
use process::Finding;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// The findings of one file as diagnostics, sorted by place.
pub fn diagnostics(found: Vec<Finding>, file: &Arc<str>) -> Vec<Diagnostic> {
    let one = |finding: Finding| Diagnostic {
        code: finding.code.to_owned(),
        severity: severity(finding.severity),
        message: finding.message,
        span: Some(Span::new(file, finding.place)),
        labels: finding.labels.into_iter().map(|(place, words)| (Span::new(file, place), words)).collect(),
        help: finding.help,
        fix: None,
        at: None,
        ways: Vec::new(),
    };
    let mut all: Vec<Diagnostic> = found.into_iter().map(one).collect();
    crate::diagnostic::sort(&mut all);
    all
}

fn severity(severity: process::Severity) -> Severity {
    match severity {
        process::Severity::Hint => Severity::Hint,
        process::Severity::Warning => Severity::Warning,
        process::Severity::Error => Severity::Error,
    }
}

/// The summary, page and usual severity of a lint, whether it looks at rule books or at processes.
pub fn prose(code: &str, lang: Lang) -> Option<(Text, &'static str, Severity)> {
    if let Some(lint) = crate::lints::explain(code) {
        return Some((lint.summary(), lint.prose(lang), lint.severity));
    }
    let lint = process::lints::explain(code)?;
    Some((lint.summary(), lint.prose(lang), severity(lint.severity)))
}
