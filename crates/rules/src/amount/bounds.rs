//! When an amount is less or more than a bound, said as a rule: so the checks on rules find who it is.

use super::{How, Join, Tree};

/// Longest text made; the limit of rules is looked at again when it is parsed.
const TEXT_MAX: usize = 20_000;

/// Whole fen below a bound.
pub(super) fn below(tree: &Tree, fen: i64) -> Option<String> {
    said(tree, fen, "<")
}

/// Whole fen above a bound.
pub(super) fn above(tree: &Tree, fen: i64) -> Option<String> {
    said(tree, fen, ">")
}

/// Money as the language writes it.
fn money(fen: i64) -> String {
    let (sign, size) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    format!("{sign}{}.{:02} yuan", size / 100, size % 100)
}

fn said(tree: &Tree, fen: i64, sign: &str) -> Option<String> {
    let text = match tree {
        Tree::Sum(_, text) => format!("{text} {sign} {}", money(fen)),
        Tree::Join(Join::Total, parts) => {
            let texts: Option<Vec<String>> = parts
                .iter()
                .map(|part| match part {
                    Tree::Sum(_, text) => Some(format!("({text})")),
                    _ => None,
                })
                .collect();
            format!("{} {sign} {}", texts?.join(" + "), money(fen))
        }
        Tree::Join(join, parts) => {
            let texts: Option<Vec<String>> =
                parts.iter().map(|part| Some(format!("({})", said(part, fen, sign)?))).collect();
            // the least is below as soon as one is; it is above only if all are
            let one = (*join == Join::Least) == (sign == "<");
            texts?.join(if one { " OR " } else { " AND " })
        }
        Tree::Round { what, to, how } => said(what, moved(fen, *to, *how, sign)?, sign)?,
        Tree::When { cases, otherwise } => {
            let mut texts = Vec::new();
            let mut before = String::new();
            for (_, condition, then) in cases {
                texts.push(format!("({before}({condition}) AND ({}))", said(then, fen, sign)?));
                before += &format!("NOT ({condition}) AND ");
            }
            texts.push(format!("({before}({}))", said(otherwise, fen, sign)?));
            texts.join(" OR ")
        }
        Tree::Bands { .. } => return None,
    };
    (text.len() <= TEXT_MAX).then_some(text)
}

/// The bound that what is rounded must pass for the rounded to pass this one.
fn moved(fen: i64, to: i64, how: How, sign: &str) -> Option<i64> {
    let floor = fen.div_euclid(to).checked_mul(to)?;
    match (how, sign) {
        // rounded down it is less than the bound exactly if it is less than the next multiple from it on
        (How::Down, "<") if floor == fen => Some(fen),
        (How::Down, "<") => floor.checked_add(to),
        (How::Up, ">") => Some(floor),
        // the others turn over between two bounds of whole fen
        _ => None,
    }
}
