//! Fenced blocks and level-2 headings of a Markdown page, with their places.

use std::ops::Range;

/// A piece of a page that programs read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// `## …`
    Heading { title: &'a str, line: usize },
    /// A fenced block.
    Block {
        /// The words after the opening fence.
        info: &'a str,
        /// The lines between the fences.
        body: &'a str,
        /// Where the body stands in the page, in bytes.
        range: Range<usize>,
        /// Where the opening fence stands.
        fence: Range<usize>,
    },
}

/// The pieces of a page in order. A fence is three or more backticks at the start of a line; it
/// ends at a line of at least as many, or with the page.
pub(crate) fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &str, Range<usize>, usize)> = None;
    let mut at = 0;
    for (number, whole) in page.split_inclusive('\n').enumerate() {
        let line = whole.trim_end();
        let ticks = line.len() - line.trim_start_matches('`').len();
        match &open {
            Some((needed, info, fence, start)) => {
                if ticks >= *needed && ticks == line.len() {
                    found.push(block(page, info, fence.clone(), *start..at));
                    open = None;
                }
            }
            None if ticks >= 3 && !line[ticks..].contains('`') => {
                let info = line[ticks..].trim();
                open = Some((ticks, info, at..at + line.len(), at + whole.len()));
            }
            None => {
                if let Some(title) = line.strip_prefix("## ") {
                    let title = title.trim();
                    let line = number + 1;
                    found.push(Piece::Heading { title, line });
                }
            }
        }
        at += whole.len();
    }
    if let Some((_, info, fence, start)) = open {
        found.push(block(page, info, fence, start..page.len()));
    }
    found
}

fn block<'a>(page: &'a str, info: &'a str, fence: Range<usize>, range: Range<usize>) -> Piece<'a> {
    Piece::Block { info, body: &page[range.clone()], range, fence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_headings_and_blocks_but_not_those_inside_a_longer_fence() {
        let page = "# t\n## One\n```facts\na = 1\n```\n````md\n## no\n```x\n```\n````\n```open\nb";
        let found = pieces(page);
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], Piece::Heading { title: "One", line: 2 });
        let Piece::Block { info, body, .. } = &found[1] else {
            panic!("a block comes second");
        };
        assert_eq!((*info, *body), ("facts", "a = 1\n"));
        let Piece::Block { info, body, .. } = &found[3] else {
            panic!("the unclosed block comes last");
        };
        assert_eq!((*info, *body), ("open", "b"));
    }
}
