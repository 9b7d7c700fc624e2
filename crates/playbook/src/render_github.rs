//! Findings as annotation lines of GitHub's workflow commands, shown beside the changed lines.

use civic::text::Lang;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// One line a finding. `root` is the playbook's folder as the repository names it, without a `/` at
/// its end; empty = the repository is the playbook.
pub fn github(found: &[Diagnostic], sources: &Sources, root: &str, lang: Lang) -> String {
    found.iter().map(|finding| one(finding, sources, root, lang)).collect()
}

fn one(finding: &Diagnostic, sources: &Sources, root: &str, lang: Lang) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let place = finding.span.as_ref().map(|span| {
        let (start, end) = (sources.place(span), sources.place_at(&span.file, span.range.end));
        let file = property(&below(root, &span.file));
        // columns are allowed only within one line
        let columns = match start.line == end.line {
            true => format!(",col={},endColumn={}", start.column, end.column),
            false => String::new(),
        };
        format!("file={file},line={},endLine={}{columns},", start.line, end.line)
    });
    let words: Vec<&str> =
        std::iter::once(&finding.message).chain(&finding.help).map(|words| words.get(lang)).collect();
    let title = property(&finding.code);
    format!("::{command} {}title={title}::{}\n", place.unwrap_or_default(), data(&words.join("\n")))
}

/// A file's path from the repository's root.
pub(crate) fn below(root: &str, file: &str) -> String {
    if root.is_empty() { file.to_owned() } else { format!("{root}/{file}") }
}

fn data(words: &str) -> String {
    words.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}
