//! The files a playbook was read from, and places in them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// A playbook as it lies in a folder: path with `/` from the playbook's root, and bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A place in a file, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The path the file has in [`Files`].
    pub file: Arc<str>,
    /// Byte range in the file's text.
    pub range: Range<usize>,
}

impl Span {
    /// A place in a file.
    pub fn new(file: &Arc<str>, range: Range<usize>) -> Span {
        Span { file: Arc::clone(file), range }
    }

    /// The very start of a file, for what concerns the file as a whole.
    pub fn start_of(file: &Arc<str>) -> Span {
        Span::new(file, 0..0)
    }
}

/// Where in a text: both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Texts of the files that could be read, for showing places in them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: HashMap<Arc<str>, Source>,
}

/// A text and where its lines start.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    text: Arc<str>,
    line_starts: Arc<[usize]>,
}

impl Source {
    pub(crate) fn of(text: &str) -> Source {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts: Vec<usize> = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Source { text: text.into(), line_starts: starts.into() }
    }
}

impl Sources {
    /// Keeps a text under its path.
    pub fn add(&mut self, file: &Arc<str>, text: &str) {
        self.extend([(Arc::clone(file), Source::of(text))]);
    }

    /// Keeps texts under their paths.
    pub(crate) fn extend(&mut self, texts: impl IntoIterator<Item = (Arc<str>, Source)>) {
        self.texts.extend(texts);
    }

    /// The text of a file; none for a file that was refused unread.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.texts.get(file).map(|source| &*source.text)
    }

    /// Line and column of the start of a span; line 1, column 1 when the file is not kept.
    pub fn place(&self, span: &Span) -> Place {
        self.place_at(&span.file, span.range.start)
    }

    /// Line and column of a byte of a file.
    pub fn place_at(&self, file: &str, byte: usize) -> Place {
        let Some(source) = self.texts.get(file) else {
            return Place { line: 1, column: 1 };
        };
        let byte = byte.min(source.text.len());
        let line = source.line_starts.partition_point(|start| *start <= byte);
        let before = &source.text.as_bytes()[source.line_starts[line - 1]..byte];
        Place { line, column: String::from_utf8_lossy(before).chars().count() + 1 }
    }

    /// The range of whole lines that holds `range`, and the number of its first line.
    pub(crate) fn lines_around(&self, file: &str, range: &Range<usize>) -> (Range<usize>, usize) {
        let Some(source) = self.texts.get(file) else {
            return (0..0, 1);
        };
        let starts = &source.line_starts;
        let first = starts.partition_point(|start| *start <= range.start) - 1;
        let last = starts.partition_point(|start| *start <= range.end.max(range.start));
        let end = starts.get(last).copied().unwrap_or(source.text.len());
        (starts[first]..end, first + 1)
    }
}

/// Widens a range to character borders, so that it can be shown.
pub(crate) fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start.min(text.len());
    let mut end = range.end.clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let file: Arc<str> = "a.toml".into();
        let mut sources = Sources::default();
        sources.add(&file, "x = 1\n名 = '复工'\n");
        let at = "x = 1\n名 = ".len();
        let place = sources.place(&Span::new(&file, at..at + 1));
        assert_eq!(place, Place { line: 2, column: 5 });
        assert_eq!(sources.place_at("b.toml", 9), Place { line: 1, column: 1 });
        assert_eq!(sources.place_at("a.toml", 999).line, 3);
        assert_eq!(sources.lines_around("a.toml", &(at..at + 1)).1, 2);
    }
}
