//! Where a word stands: the tokenizer's lines and columns turned into bytes of the text.

use std::ops::Range;

use sqlparser::tokenizer::{Location, Span};

/// Turns the tokenizer's lines and columns into bytes.
pub(crate) struct Places {
    lines: Vec<usize>,
    chars: Vec<usize>,
    end: usize,
}

impl Places {
    pub fn new(text: &str) -> Places {
        let mut lines = vec![0];
        let mut chars = Vec::with_capacity(text.len());
        for (count, (at, ch)) in text.char_indices().enumerate() {
            chars.push(at);
            if ch == '\n' {
                lines.push(count + 1);
            }
        }
        Places { lines, chars, end: text.len() }
    }

    /// The byte at a location; the end of the text where there is none.
    pub fn byte(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).unwrap_or(usize::MAX);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line));
        start
            .zip(column.checked_sub(1))
            .and_then(|(start, column)| self.chars.get(start.checked_add(column)?))
            .copied()
            .unwrap_or(self.end)
    }

    /// The bytes of a span.
    pub fn bytes(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }
}
