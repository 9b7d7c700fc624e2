//! A piece of a book's text with the place a finding speaks of marked in it.

use std::ops::Range;

use askama::Template;
use askama::filters::HtmlSafe;
use playbook::{Sources, Span};

/// Most lines shown of a place that spans many.
const LINES_MAX: usize = 12;

/// The lines of one place.
#[derive(Clone, Debug, Template)]
#[template(path = "playbooks/pages/excerpt.html")]
pub struct Excerpt {
    place: String,
    lines: Vec<Line>,
    more: bool,
}

impl HtmlSafe for Excerpt {}

/// A line cut where the mark begins and ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    number: usize,
    before: String,
    marked: String,
    after: String,
}

impl Excerpt {
    /// The lines of a span; none when its file is not kept.
    pub fn new(sources: &Sources, span: &Span) -> Option<Excerpt> {
        let text = sources.text(&span.file)?;
        let place = sources.place(span);
        let mut lines = lines(text, &span.range);
        let more = lines.len() > LINES_MAX;
        lines.truncate(LINES_MAX);
        Some(Excerpt { place: format!("{}:{}:{}", span.file, place.line, place.column), lines, more })
    }
}

/// The whole lines a range touches, each cut into three; a range that ends within a character is widened.
fn lines(text: &str, range: &Range<usize>) -> Vec<Line> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    let mut found = Vec::new();
    let mut from = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let (first, next) = (from, from + line.len());
        from = next;
        let touched = first <= start && start < next || start < first && first < end;
        if !touched {
            continue;
        }
        let line = line.trim_end_matches(['\n', '\r']);
        let cut = |at: usize| at.clamp(first, first + line.len()) - first;
        let (left, right) = (cut(start), cut(end));
        found.push(Line {
            number,
            before: line[..left].to_owned(),
            marked: line[left..right].to_owned(),
            after: line[right..].to_owned(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, range: Range<usize>, expected: &[(usize, &str, &str, &str)]) {
        let found = lines(text, &range);
        let found: Vec<_> = found.iter().map(|l| (l.number, &*l.before, &*l.marked, &*l.after)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_a_word_in_its_line() {
        check("a = 1\nb = 22\n", 10..12, &[(2, "b = ", "22", "")]);
    }

    #[test]
    fn marks_every_line_of_a_place_that_spans_several() {
        check("a = [\n1,\n]\nb", 4..10, &[(1, "a = ", "[", ""), (2, "", "1,", ""), (3, "", "]", "")]);
    }

    #[test]
    fn widens_a_mark_that_cuts_a_character() {
        check("名 = 1", 1..2, &[(1, "", "名", " = 1")]);
    }

    #[test]
    fn shows_the_line_of_a_place_without_length() {
        check("a\nb\n", 2..2, &[(2, "", "", "b")]);
        check("", 0..0, &[]);
    }
}
