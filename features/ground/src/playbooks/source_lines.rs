//! A text line by line with what was found in it: every line can be linked to, a caret points at the place.

use askama::Template;
use askama::filters::HtmlSafe;
use playbook::{Diagnostic, Sources};
use web::Say;

/// Most lines shown.
const LINES_MAX: usize = 4_000;
/// Most findings pointed at in one line.
const NOTES_MAX: usize = 3;

/// The lines of one file.
#[derive(Clone, Debug, Template)]
#[template(path = "playbooks/pages/source_lines.html")]
pub struct SourceLines {
    label: String,
    lines: Vec<Line>,
    more: Option<String>,
}

impl HtmlSafe for SourceLines {}

#[derive(Clone, Debug)]
struct Line {
    number: usize,
    text: String,
    /// Space up to the place, caret, words.
    notes: Vec<(String, String, String)>,
}

impl SourceLines {
    /// The lines of a file with the findings in it.
    pub fn new(w: Say, path: &str, text: &str, sources: &Sources, found: &[Diagnostic]) -> SourceLines {
        let total = text.lines().count();
        let mut lines: Vec<Line> = (1..)
            .zip(text.lines())
            .take(LINES_MAX)
            .map(|(number, line)| Line { number, text: line.to_owned(), notes: Vec::new() })
            .collect();
        for finding in found {
            let Some(span) = finding.span.as_ref().filter(|span| &*span.file == path) else { continue };
            let place = sources.place(span);
            let Some(line) = lines.get_mut(place.line.saturating_sub(1)) else { continue };
            if line.notes.len() < NOTES_MAX {
                let carets = "^".repeat(span.range.len().clamp(1, 8));
                let words = format!("{} ({})", w.text(&finding.message), finding.code);
                line.notes.push((indent(&line.text, place.column), carets, words));
            }
        }
        let more = (total > LINES_MAX).then(|| w.with("trial-lines-more", &[("shown", &LINES_MAX), ("total", &total)]));
        SourceLines { label: path.to_owned(), lines, more }
    }
}

/// As wide as the text before a column: a Chinese character takes a wide space.
fn indent(line: &str, column: usize) -> String {
    let before = line.chars().take(column.saturating_sub(1));
    before
        .map(|c| {
            if c == '\t' {
                '\t'
            } else if c.is_ascii() {
                ' '
            } else {
                '\u{3000}'
            }
        })
        .collect()
}

/// The address of a line on the page.
pub fn anchor(line: usize) -> String {
    format!("#L{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_stands_under_its_place_also_after_chinese() {
        assert_eq!(indent("名 = 1", 3), "\u{3000} ");
        assert_eq!(indent("\ta", 2), "\t");
        assert_eq!(indent("ab", 0), "");
    }
}
