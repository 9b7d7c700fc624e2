//! A change tried without being kept: what it does to findings, figures and examples, beside the published text.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::playbook::slim::{self, Question, Slimming};
use ::playbook::{Diagnostic, Files, Reading, Severity, examples};
use civic::Date;
use rules::Catalogue;

use super::model::Published;

/// Most bytes of a text that is taken in; the format's own bound for a file.
pub const TEXT_BYTES_MAX: usize = ::playbook::limits::FILE_BYTES_MAX;

/// The texts that differ from the published ones, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(pub BTreeMap<String, String>);

impl Draft {
    /// The texts in which two folders differ; a file that is only in one is left out.
    pub fn between(published: &Files, files: &Files) -> Draft {
        let changed = files.iter().filter(|(path, bytes)| published.get(*path).is_some_and(|there| there != *bytes));
        Draft(changed.map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned())).collect())
    }

    /// Puts in the text of a file as a browser sent it; one that is as published is no change.
    pub fn put(&mut self, published: &Files, path: &str, typed: &str) {
        let Some(there) = published.get(path) else { return };
        let there = String::from_utf8_lossy(there);
        // browsers send every end of a line as CR LF
        let plain = typed.replace("\r\n", "\n");
        let text = if there.contains("\r\n") { plain.replace('\n', "\r\n") } else { plain };
        if text == there {
            self.0.remove(path);
        } else {
            self.0.insert(path.to_owned(), text);
        }
    }

    /// The text of a file as it stands now.
    pub fn text(&self, published: &Files, path: &str) -> String {
        let there = || published.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        self.0.get(path).cloned().or_else(there).unwrap_or_default()
    }

    /// The whole folder with the changes in it.
    pub fn files(&self, published: &Files) -> Files {
        let mut files = published.clone();
        files.extend(self.0.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
        files
    }
}

/// What trying brought to light.
pub struct Tried {
    /// What was read from the changed text.
    pub reading: Reading,
    /// Findings of the published text.
    pub before: Arc<Vec<Diagnostic>>,
    /// Findings of reading and lints.
    pub findings: Vec<Diagnostic>,
    /// Findings the published text does not have.
    pub new: Vec<Diagnostic>,
    /// Findings of the published text that are no more.
    pub gone: Vec<Diagnostic>,
    /// Worked examples that do not hold: title, file, line, what differs.
    pub examples: Vec<examples::CaseResult>,
    /// How many examples there are.
    pub examples_total: usize,
    /// Figures before, and the changed text slimmed; none when it cannot be read.
    pub figures: Option<(slim::State, Slimming)>,
}

/// Reads, judges and counts the changed folder.
pub fn run(published: &Arc<Published>, files: &Files, known: &Catalogue, question: &Question, today: Date) -> Tried {
    let reading = ::playbook::read(files, known);
    let mut findings = reading.diagnostics.clone();
    let mut examples = Vec::new();
    if let Some(book) = &reading.playbook {
        findings.extend(::playbook::lints::run_on(book, book.day_nearest(today)));
        examples = examples::run(book, files);
    }
    ::playbook::sort(&mut findings);
    findings.sort_by_key(|found| std::cmp::Reverse(found.severity));
    let before = published.findings(today);
    let (new, gone) = (missing_from(&findings, &before), missing_from(&before, &findings));
    let examples_total = examples.len();
    examples.retain(|example| !example.passed);
    let figures = slim::slim(files, known, question).ok().map(|found| (as_published(published, question), found));
    // what cannot be read has not lost its findings: they were not looked for
    let gone = if reading.playbook.is_some() { gone } else { Vec::new() };
    Tried { reading, before, findings, new, gone, examples, examples_total, figures }
}

impl Tried {
    /// True when something keeps the text from being published.
    pub fn faulty(&self) -> bool {
        self.reading.playbook.is_none() || self.findings.iter().any(|found| found.severity == Severity::Error)
    }
}

fn as_published(published: &Published, question: &Question) -> slim::State {
    let here = published.playbook.effective(question.region.as_ref(), question.on);
    let tally = slim::tally(&here, &question.facts, question.on, &question.services);
    slim::State { files: Files::new(), playbook: here, tally, examples_to_revise: Vec::new() }
}

/// Those of `these` that `others` lack; what they say counts, not the line they stand on.
fn missing_from(these: &[Diagnostic], others: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut left: Vec<_> = others.iter().map(same).collect();
    let missing = these.iter().filter(|found| match left.iter().position(|other| *other == same(found)) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    });
    missing.cloned().collect()
}

fn same(found: &Diagnostic) -> (&str, Option<&str>, &str) {
    (&found.code, found.at.as_deref(), &found.message.en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> Files {
        let files = [("a.toml", "x = 1\n"), ("b.toml", "y = 1\r\n")];
        files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into()
    }

    #[test]
    fn a_text_sent_back_unchanged_is_no_change() {
        let mut draft = Draft::default();
        draft.put(&published(), "a.toml", "x = 1\r\n");
        draft.put(&published(), "b.toml", "y = 1\r\n");
        draft.put(&published(), "elsewhere.toml", "z = 1");
        assert_eq!(draft, Draft::default());
    }

    #[test]
    fn a_change_keeps_the_ends_of_lines_of_its_file() {
        let mut draft = Draft::default();
        draft.put(&published(), "a.toml", "x = 2\r\n");
        draft.put(&published(), "b.toml", "y = 2\r\n");
        assert_eq!(draft.0["a.toml"], "x = 2\n");
        assert_eq!(draft.0["b.toml"], "y = 2\r\n");
        assert_eq!(Draft::between(&published(), &draft.files(&published())), draft);
        draft.put(&published(), "a.toml", "x = 1\r\n");
        assert_eq!(draft.0.len(), 1);
    }
}
