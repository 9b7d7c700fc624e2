//! How much lies where, as horizontal bars under their words: what is late stands first, broken like a road.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

/// Length of the longest bar.
const BAR_MAX: u64 = 300;
/// Height of one bar with its words above it.
const ROW: u64 = 46;

/// One bar.
#[derive(Clone, Debug)]
pub struct Load {
    /// What it is the load of.
    pub words: String,
    /// Where its list is; empty = no link.
    pub href: String,
    /// The part that is late.
    pub late: u64,
    /// All of it, the late part included.
    pub all: u64,
    /// The number in words: `5, 2 overdue`.
    pub says: String,
}

struct Drawn {
    words: String,
    href: String,
    says: String,
    top: u64,
    line: u64,
    late: u64,
    rest: u64,
}

/// Bars from top to bottom, to one scale. Put a table with the same numbers on the page.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/loads.html")]
pub struct Loads {
    label: String,
    loads: Vec<Load>,
}

impl HtmlSafe for Loads {}

impl Loads {
    /// `label` tells what is drawn.
    pub fn new(label: impl Into<String>, loads: Vec<Load>) -> Loads {
        Loads { label: label.into(), loads }
    }

    /// True when nothing would be drawn.
    pub fn is_empty(&self) -> bool {
        self.loads.is_empty()
    }

    fn height(&self) -> u64 {
        ROW * self.loads.len() as u64 + 4
    }

    fn drawn(&self) -> Vec<Drawn> {
        let most = self.loads.iter().map(|load| load.all).max().unwrap_or(0).max(1);
        let length = |n: u64| {
            u64::try_from(u128::from(n) * u128::from(BAR_MAX) / u128::from(most)).unwrap_or(BAR_MAX).max(n.min(1) * 3)
        };
        let rows = self.loads.iter().zip((0..).step_by(ROW as usize));
        rows.map(|(load, y)| {
            let late = length(load.late.min(load.all));
            Drawn {
                words: load.words.clone(),
                href: load.href.clone(),
                says: load.says.clone(),
                top: y + 17,
                line: y + 33,
                late,
                rest: length(load.all).saturating_sub(late),
            }
        })
        .collect()
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let load = |words: &str, late: u64, all: u64| Load {
        words: w.t(words).to_owned(),
        href: "/preview".to_owned(),
        late,
        all,
        says: format!("{all} / {late}"),
    };
    let loads = vec![load("example-place", 3, 12), load("example-name", 0, 5), load("example-hint", 0, 0)];
    vec![Example::new("loads", Loads::new(w.t("example-name"), loads))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(late: u64, all: u64) -> Load {
        Load { words: "<b>".into(), href: String::new(), late, all, says: all.to_string() }
    }

    #[test]
    fn the_longest_bar_fills_the_picture_and_the_smallest_is_still_seen() {
        let loads = Loads::new("x", vec![load(500, 1000), load(0, 1), load(0, 0), load(9, 3)]);
        let lengths: Vec<_> = loads.drawn().iter().map(|d| (d.late, d.rest)).collect();
        assert_eq!(lengths, [(150, 150), (0, 3), (0, 0), (3, 0)]);
        let huge = Loads::new("x", vec![load(u64::MAX, u64::MAX)]);
        assert_eq!((huge.drawn()[0].late, huge.drawn()[0].rest), (300, 0));
    }

    #[test]
    fn words_are_escaped() {
        assert!(Loads::new("\"", vec![load(0, 1)]).to_string().contains("&#60;b&#62;"));
    }
}
