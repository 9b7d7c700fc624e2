//! Figures before and after as bars: one small picture a bar, with its number and words beside it.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

/// Length of the longest bar, in CSS pixels; the words beside it must fit a phone.
const BAR_MAX: u64 = 120;

/// One bar: in which state, how much, and how that is said. `None` is without end: a broken bar.
#[derive(Clone, Debug)]
pub struct Bar {
    pub words: String,
    pub amount: Option<u64>,
    pub says: String,
}

/// One figure in its states, the first of them the present one.
#[derive(Clone, Debug)]
struct Figure {
    name: String,
    bars: Vec<Bar>,
}

struct Drawn {
    length: u64,
    endless: bool,
    first: bool,
    says: String,
    words: String,
}

/// Figures, each drawn to its own scale. Put a table with the same numbers on the page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "ui/components/bars.html")]
pub struct Bars {
    figures: Vec<Figure>,
}

impl HtmlSafe for Bars {}

impl Bars {
    pub fn new() -> Bars {
        Bars::default()
    }

    /// Adds a figure with its bars from top to bottom.
    #[must_use]
    pub fn figure(mut self, name: impl Into<String>, bars: Vec<Bar>) -> Bars {
        self.figures.push(Figure { name: name.into(), bars });
        self
    }

    /// True when nothing would be drawn.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }
}

impl Figure {
    fn drawn(&self) -> Vec<Drawn> {
        let most = self.bars.iter().filter_map(|bar| bar.amount).max().unwrap_or(0).max(1);
        let bars = self.bars.iter().enumerate();
        bars.map(|(place, bar)| Drawn {
            length: bar
                .amount
                .map_or(BAR_MAX, |n| {
                    u64::try_from(u128::from(n) * u128::from(BAR_MAX) / u128::from(most)).unwrap_or(BAR_MAX)
                })
                .max(2),
            endless: bar.amount.is_none(),
            first: place == 0,
            says: bar.says.clone(),
            words: bar.words.clone(),
        })
        .collect()
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let bar = |words: &str, amount: Option<u64>| Bar {
        words: w.t(words).to_owned(),
        amount,
        says: amount.map_or_else(|| "∞".to_owned(), |n| n.to_string()),
    };
    let bars = Bars::new()
        .figure(w.t("example-name"), vec![bar("example-place", Some(21)), bar("example-hint", Some(18))])
        .figure("<b>&\"'", vec![bar("example-stop", None), bar("example-ok", Some(0))]);
    vec![Example::new("figures before and after", bars)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(amount: Option<u64>) -> Bar {
        Bar { words: String::new(), amount, says: String::new() }
    }

    #[test]
    fn the_longest_bar_fills_the_picture_and_nothing_is_still_seen() {
        let figure = Figure { name: String::new(), bars: vec![bar(Some(20)), bar(Some(10)), bar(Some(0)), bar(None)] };
        let lengths: Vec<_> = figure.drawn().iter().map(|d| (d.length, d.endless)).collect();
        assert_eq!(lengths, [(120, false), (60, false), (2, false), (120, true)]);
        let huge = Figure { name: String::new(), bars: vec![bar(Some(u64::MAX)), bar(Some(u64::MAX / 2))] };
        assert_eq!(huge.drawn()[0].length, 120);
    }
}
