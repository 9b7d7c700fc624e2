//! A picture of what hangs on what: boxes in columns, lines between them, every box a link. Put its table twin below.

use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

const BOX_W: u32 = 216;
const BOX_H: u32 = 52;
const GAP_X: u32 = 84;
const GAP_Y: u32 = 16;
/// Width of a line of text: a Chinese character counts two.
const LINE_UNITS: usize = 26;

/// A box. `mark` says in words and by its outline that something is special about it.
#[derive(Clone, Debug, Default)]
pub struct Node {
    label: String,
    href: String,
    class: &'static str,
    mark: String,
}

impl Node {
    pub fn new(label: impl Into<String>) -> Node {
        Node { label: label.into(), ..Node::default() }
    }

    /// Leads somewhere.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>) -> Node {
        self.href = href.into();
        self
    }

    /// The box the picture is about.
    #[must_use]
    pub fn centre(mut self) -> Node {
        self.class = "layers-centre";
        self
    }

    /// Nothing comes from here: broken outline, and words that say so.
    #[must_use]
    pub fn blocked(mut self, mark: impl Into<String>) -> Node {
        self.class = "layers-blocked";
        self.mark = mark.into();
        self
    }
}

/// A box on the page.
struct Drawn {
    x: u32,
    y: u32,
    node: Node,
    /// Baseline and text of each line.
    lines: Vec<(u32, String)>,
}

/// A line on the page.
struct Line {
    path: String,
    dashed: bool,
}

/// Columns of boxes from left to right, and lines from a box to one in the next column.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    label: String,
    columns: Vec<(String, Vec<Node>)>,
    lines: Vec<(usize, usize, usize, bool)>,
}

#[derive(Template)]
#[template(path = "ui/components/layers.html")]
struct Svg {
    label: String,
    width: u32,
    height: u32,
    heads: Vec<(u32, String)>,
    boxes: Vec<Drawn>,
    lines: Vec<Line>,
}

impl Layers {
    /// `label` says what the picture shows, for those who do not see it.
    pub fn new(label: impl Into<String>) -> Layers {
        Layers { label: label.into(), ..Layers::default() }
    }

    /// Adds a column with its heading.
    #[must_use]
    pub fn column(mut self, head: impl Into<String>, nodes: Vec<Node>) -> Layers {
        self.columns.push((head.into(), nodes));
        self
    }

    /// A line from box `from` of `column` to box `to` of the column after it; dashed where it is one of several
    /// that will do. A line to a box that is not there is not drawn.
    #[must_use]
    pub fn line(mut self, column: usize, from: usize, to: usize, dashed: bool) -> Layers {
        self.lines.push((column, from, to, dashed));
        self
    }

    fn svg(&self) -> Svg {
        let rows = self.columns.iter().map(|(_, nodes)| nodes.len()).max().unwrap_or(0).max(1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let inner = count(rows) * (BOX_H + GAP_Y);
        let x_of = |column: usize| 4 + count(column) * (BOX_W + GAP_X);
        let y_of = |column: usize, row: usize| {
            let own = count(self.columns[column].1.len()) * (BOX_H + GAP_Y);
            36 + (inner - own) / 2 + count(row) * (BOX_H + GAP_Y)
        };
        let mut boxes = Vec::new();
        for (c, (_, nodes)) in self.columns.iter().enumerate() {
            for (r, node) in nodes.iter().enumerate() {
                boxes.push(drawn(x_of(c), y_of(c, r), node.clone()));
            }
        }
        let there = |c: usize, r: usize| self.columns.get(c).is_some_and(|(_, nodes)| r < nodes.len());
        let drawn = self.lines.iter().filter(|(c, from, to, _)| there(*c, *from) && there(c + 1, *to));
        let lines = drawn.map(|&(c, from, to, dashed)| {
            let (x1, y1) = (x_of(c) + BOX_W, y_of(c, from) + BOX_H / 2);
            let (x2, y2) = (x_of(c + 1), y_of(c + 1, to) + BOX_H / 2);
            let middle = (x1 + x2) / 2;
            Line { path: format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"), dashed }
        });
        Svg {
            label: self.label.clone(),
            width: x_of(self.columns.len()).saturating_sub(GAP_X) + 4,
            height: 36 + inner,
            heads: self.columns.iter().enumerate().map(|(c, (head, _))| (x_of(c), head.clone())).collect(),
            lines: lines.collect(),
            boxes,
        }
    }
}

impl std::fmt::Display for Layers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.svg().render().map_err(|_| std::fmt::Error)?)
    }
}

impl HtmlSafe for Layers {}

/// A box with its text in the middle, or above its mark.
fn drawn(x: u32, y: u32, node: Node) -> Drawn {
    let mut lines = wrap(&node.label);
    if !node.mark.is_empty() {
        lines.truncate(1);
    }
    let first = if lines.len() == 2 || !node.mark.is_empty() { y + 22 } else { y + 32 };
    Drawn { x, y, node, lines: (first..).step_by(19).zip(lines).collect() }
}

/// Two lines at most; what does not fit ends in `…` and stands whole in the title.
fn wrap(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in label.chars() {
        let units = if c.is_ascii() { 1 } else { 2 };
        if used + units > LINE_UNITS {
            if lines.len() == 2 {
                if let Some(last) = lines.last_mut() {
                    last.pop();
                    let _ = write!(last, "…");
                }
                return lines;
            }
            let rest = match lines.last_mut() {
                // an English word goes to the next line whole
                Some(last) if c.is_ascii_alphanumeric() && last.contains(' ') => {
                    let at = last.rfind(' ').unwrap_or(last.len());
                    last.split_off(at).trim_start().to_owned()
                }
                _ => String::new(),
            };
            used = rest.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            lines.push(rest);
        }
        if let Some(last) = lines.last_mut() {
            last.push(c);
        }
        used += units;
    }
    lines
}

pub fn examples(w: Say) -> Vec<Example> {
    let picture = Layers::new(w.t("example-caption"))
        .column(w.t("example-place"), vec![Node::new(w.t("example-name")).centre()])
        .column(
            w.t("example-file"),
            vec![Node::new(w.t("example-promise")).link("/preview"), Node::new("<b>&\"'").blocked(w.t("example-stop"))],
        )
        .line(0, 0, 0, false)
        .line(0, 0, 1, true);
    vec![Example::new("a service and its papers", picture)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_take_two_lines_and_end_in_an_ellipsis() {
        assert_eq!(wrap("复工承诺书"), ["复工承诺书"]);
        let long = wrap(&"很长的名称".repeat(20));
        assert_eq!(long.len(), 2);
        assert!(long[1].ends_with('…'), "{long:?}");
        assert_eq!(wrap("Certificate of the residence registration"), ["Certificate of the", "residence registration"]);
    }

    #[test]
    fn a_line_to_nowhere_is_not_drawn() {
        let picture = Layers::new("x").column("a", vec![Node::new("1")]).line(0, 0, 5, false).line(7, 0, 0, false);
        assert!(picture.svg().lines.is_empty());
        assert!(!Layers::new("nothing").to_string().is_empty());
    }
}
