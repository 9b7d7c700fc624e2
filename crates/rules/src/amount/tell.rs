//! The arithmetic of an amount, line by line, for the one who gets it.

use civic::Date;
use civic::text::Text;
use serde::Serialize;

use super::reckon::FINE;
use super::{Amount, Given, How, Join, Tree};
use crate::evaluate::Slots;
use crate::{Facts, Parameters, Truth};

/// One step of the arithmetic with what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reckoning {
    /// What is reckoned.
    pub words: Text,
    /// What it comes to, in whole fen, rounded down where the step is not rounded yet.
    pub fen: Given,
    /// The steps it is made of.
    pub parts: Vec<Reckoning>,
}

impl Amount {
    /// The arithmetic for one subject on a day.
    pub fn tell(&self, facts: &dyn Facts, params: &Parameters, as_of: Date) -> Reckoning {
        told(&self.parts.tree, &self.slots(facts, params, as_of))
    }
}

impl Reckoning {
    /// Indented lines, one a step.
    pub fn in_words(&self, lang: civic::text::Lang) -> String {
        let mut lines = String::new();
        self.write(lang, 0, &mut lines);
        lines
    }

    fn write(&self, lang: civic::text::Lang, depth: usize, lines: &mut String) {
        let fen = match self.fen {
            Given::Known(fen) => Text::new(
                format!("{} 元", civic::money::Fen(fen).show()),
                format!("{} yuan", civic::money::Fen(fen).show()),
            )
            .get(lang)
            .to_owned(),
            Given::Unknown => Text::new("尚不清楚", "not known yet").get(lang).to_owned(),
            Given::TooLarge => Text::new("数额过大", "too large").get(lang).to_owned(),
        };
        let between = match lang {
            civic::text::Lang::Zh => "：",
            civic::text::Lang::En => ": ",
        };
        *lines += &format!("{}{}{between}{fen}\n", "  ".repeat(depth), self.words.get(lang));
        self.parts.iter().for_each(|part| part.write(lang, depth + 1, lines));
    }
}

fn told(tree: &Tree, slots: &Slots) -> Reckoning {
    let (words, parts) = match tree {
        Tree::Sum(_, text) => (Text::new(text.as_str(), text.as_str()), Vec::new()),
        Tree::Join(join, parts) => {
            let words = match join {
                Join::Least => Text::new("取最小的", "the least of"),
                Join::Most => Text::new("取最大的", "the most of"),
                Join::Total => Text::new("合计", "together"),
            };
            (words, parts.iter().map(|part| told(part, slots)).collect())
        }
        Tree::Bands { text, steps, above, .. } => {
            let mut from = String::from("0");
            let mut shares = Vec::new();
            for step in steps {
                let to = yuan(step.up_to);
                shares.push(format!("{from}–{to}: {}", percent(step.share.0)));
                from = to;
            }
            shares.push(format!("> {from}: {}", percent(above.0)));
            let shares = shares.join("; ");
            (Text::new(format!("{text} 分段（元）：{shares}"), format!("bands of {text} (yuan): {shares}")), Vec::new())
        }
        Tree::Round { what, to, how } => {
            let to = yuan(*to);
            let words = match how {
                How::Down => Text::new(format!("舍去不足 {to} 元的部分"), format!("rounded down to {to} yuan")),
                How::Up => Text::new(format!("不足 {to} 元的按 {to} 元"), format!("rounded up to {to} yuan")),
                How::HalfUp => Text::new(format!("四舍五入到 {to} 元"), format!("rounded to the nearest {to} yuan")),
            };
            (words, vec![told(what, slots)])
        }
        Tree::When { cases, otherwise } => chosen(cases, otherwise, slots),
    };
    let fen = match tree {
        // a step on the way may come to parts of a fen
        Tree::Round { .. } => tree.fen(slots),
        other => other
            .fine(slots)
            .map_or_else(|_| other.fen(slots), |fine| Given::Known(i64::try_from(fine.div_euclid(FINE)).unwrap_or(0))),
    };
    Reckoning { words, fen, parts }
}

fn chosen(cases: &[(crate::ast::Expr, String, Tree)], otherwise: &Tree, slots: &Slots) -> (Text, Vec<Reckoning>) {
    for (condition, text, then) in cases {
        match condition.truth(slots) {
            Truth::False => {}
            Truth::True => {
                return (Text::new(format!("因为 {text}"), format!("because {text}")), vec![told(then, slots)]);
            }
            Truth::Unknown => {
                return (Text::new(format!("取决于 {text}"), format!("it depends on {text}")), Vec::new());
            }
        }
    }
    (Text::new("其余情形", "in all other cases"), vec![told(otherwise, slots)])
}

fn yuan(fen: i64) -> String {
    if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}

fn percent(millionths: i64) -> String {
    let text = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
