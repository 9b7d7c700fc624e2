//! Amounts of many rows at once: millionths of a fen, in 64 bits where the columns' bounds prove that they fit.

use std::ops::Range;
use std::sync::Arc;

use super::Table;
use super::bits::WORD;
use super::column::Column;
use super::lower::{Lower, Reckoned};
use super::test::Line;
use crate::amount::{FINE, How, Join, Parts, Share, Step, Tree};
use crate::evaluate::Slots;
use crate::{Fact, Given};

/// An amount over columns.
#[derive(Clone, Debug)]
pub(super) struct Pay {
    many: Option<Many>,
    parts: Arc<Parts>,
    slots: Slots,
    columns: Vec<(Arc<Fact>, Option<usize>)>,
}

/// A tree whose numbers all fit.
#[derive(Clone, Debug)]
enum Many {
    /// Nobody's is known.
    Unknown,
    /// In millionths.
    Line(Line),
    Join(Join, Vec<Many>),
    /// The quantity in fen.
    Bands(Line, Vec<Step>, Share),
    Round(Box<Many>, i64, How),
    /// Conditions by their place among the kept roots.
    When(Vec<(usize, Many)>, Box<Many>),
}

/// The amounts of a block: values in millionths where known.
pub(super) struct Sums {
    values: Vec<i64>,
    known: Vec<u64>,
}

/// Rows for which a kept condition holds, and does not.
pub(super) type Kept = (Vec<u64>, Vec<u64>);

/// All amounts of some rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paid {
    pub fen: i128,
    pub known: u64,
    pub unknown: u64,
    pub too_large: u64,
    pub negative: u64,
}

/// Numbers below this are reckoned in 64 bits.
const MANY_MAX: u128 = 1 << 61;

impl Pay {
    /// Brings an amount to the columns; its conditions join the roots from `kept` on.
    pub fn new(lower: &mut Lower<'_>, parts: Arc<Parts>, kept: &mut Vec<super::dag::Edge>) -> Pay {
        let many = many(&parts.tree, lower, kept).filter(|many| many.size(lower.table).is_some());
        let slots = Slots { facts: vec![None; lower.columns.len()], ..lower.slots.clone() };
        Pay { many, parts, slots, columns: lower.columns.clone() }
    }

    /// Adds up the amounts of the rows set in `to`.
    pub fn total(&self, table: &Table, words: Range<usize>, to: &[u64], kept: &[Kept], paid: &mut Paid) {
        let Some(many) = &self.many else {
            for row in super::bits::rows_of(to, words.start) {
                self.one(table, row, paid);
            }
            return;
        };
        if to.iter().all(|word| *word == 0) {
            return;
        }
        let sums = many.block(table, &words, kept);
        let mut fine = 0i128;
        for ((word, known), values) in to.iter().zip(&sums.known).zip(sums.values.chunks_exact(WORD)) {
            paid.known += u64::from((word & known).count_ones());
            paid.unknown += u64::from((word & !known).count_ones());
            for bit in super::bits::ones(word & known) {
                fine += i128::from(values[bit]);
                paid.negative += u64::from(values[bit] < 0);
            }
        }
        paid.fen += fine.div_euclid(FINE);
    }

    fn one(&self, table: &Table, row: usize, paid: &mut Paid) {
        match self.row(table, row) {
            Given::Known(fen) => {
                paid.known += 1;
                paid.fen += i128::from(fen);
                paid.negative += u64::from(fen < 0);
            }
            Given::Unknown => paid.unknown += 1,
            Given::TooLarge => paid.too_large += 1,
        }
    }

    /// The amount of one row.
    pub fn row(&self, table: &Table, row: usize) -> Given {
        let mut slots = self.slots.clone();
        for (slot, (_, at)) in slots.facts.iter_mut().zip(&self.columns) {
            *slot = at.and_then(|at| table.columns[at].get(row));
        }
        self.parts.tree.fen(&slots)
    }
}

/// `None` where a number may not fit.
fn many(tree: &Tree, lower: &mut Lower<'_>, kept: &mut Vec<super::dag::Edge>) -> Option<Many> {
    Some(match tree {
        Tree::Sum(sum, _) => match lower.line(sum, None) {
            Reckoned::Unknown => Many::Unknown,
            Reckoned::TooLarge => return None,
            Reckoned::Line(line) => Many::Line(times(line, 10i128.pow(6 - sum.scale.min(6)))?),
        },
        Tree::Join(join, parts) => {
            Many::Join(*join, parts.iter().map(|part| many(part, lower, kept)).collect::<Option<_>>()?)
        }
        Tree::Bands { of, steps, above, .. } => match lower.line(of, None) {
            Reckoned::Unknown => Many::Unknown,
            Reckoned::TooLarge => return None,
            Reckoned::Line(line) => Many::Bands(line, steps.clone(), *above),
        },
        Tree::Round { what, to, how } => Many::Round(Box::new(many(what, lower, kept)?), *to, *how),
        Tree::When { cases, otherwise } => {
            let mut found = Vec::new();
            for (condition, _, then) in cases {
                let edge = lower.expr(condition);
                kept.push(edge);
                found.push((kept.len() - 1, many(then, lower, kept)?));
            }
            Many::When(found, Box::new(many(otherwise, lower, kept)?))
        }
    })
}

fn times(mut line: Line, by: i128) -> Option<Line> {
    line.constant = line.constant.checked_mul(by)?;
    for (coefficient, _) in &mut line.parts {
        *coefficient = coefficient.checked_mul(by)?;
    }
    Some(line)
}

impl Many {
    /// The largest size of any number in it, if all fit.
    fn size(&self, table: &Table) -> Option<u128> {
        let size = match self {
            Many::Unknown => 0,
            Many::Line(line) => line.size(table)?,
            Many::Join(join, parts) => {
                let sizes = parts.iter().map(|part| part.size(table)).collect::<Option<Vec<u128>>>()?;
                if *join == Join::Total { sizes.iter().sum() } else { sizes.into_iter().max().unwrap_or(0) }
            }
            Many::Bands(line, steps, above) => {
                let share =
                    steps.iter().map(|step| step.share).chain([*above]).map(|share| share.0.unsigned_abs()).max()?;
                line.size(table)?.checked_mul(u128::from(share).max(1))?
            }
            Many::Round(what, to, _) => {
                what.size(table)?.checked_add(u128::from(to.unsigned_abs()).checked_mul(FINE.unsigned_abs())?)?
            }
            Many::When(cases, otherwise) => {
                let sizes = cases.iter().map(|(_, then)| then.size(table)).collect::<Option<Vec<u128>>>()?;
                sizes.into_iter().max().unwrap_or(0).max(otherwise.size(table)?)
            }
        };
        (size < MANY_MAX).then_some(size)
    }

    fn block(&self, table: &Table, words: &Range<usize>, kept: &[Kept]) -> Sums {
        match self {
            Many::Unknown => Sums { values: vec![0; words.len() * WORD], known: vec![0; words.len()] },
            Many::Line(line) => of_line(line, table, words),
            Many::Join(join, parts) => {
                let mut parts = parts.iter().map(|part| part.block(table, words, kept));
                let mut sums = parts.next().expect("a join has parts");
                parts.for_each(|part| sums.join(*join, &part));
                sums
            }
            Many::Bands(line, steps, above) => {
                let mut sums = of_line(line, table, words);
                sums.values.iter_mut().for_each(|fen| *fen = stretches(*fen, steps, *above));
                sums
            }
            Many::Round(what, to, how) => {
                let mut sums = what.block(table, words, kept);
                let step = i64::try_from(i128::from(*to) * FINE).expect("the size was looked at");
                let before = if *how == How::HalfUp { step / 2 } else { 0 };
                sums.values.iter_mut().for_each(|fine| {
                    *fine = match how {
                        How::Up => -(-*fine).div_euclid(step) * step,
                        How::Down | How::HalfUp => (*fine + before).div_euclid(step) * step,
                    };
                });
                sums
            }
            Many::When(cases, otherwise) => {
                let mut sums = otherwise.block(table, words, kept);
                for (condition, then) in cases.iter().rev() {
                    let then = then.block(table, words, kept);
                    sums.choose(&kept[*condition], &then);
                }
                sums
            }
        }
    }
}

fn of_line(line: &Line, table: &Table, words: &Range<usize>) -> Sums {
    let mut values = vec![0; words.len() * WORD];
    line.narrow(table, words.start * WORD..words.end * WORD, &mut values);
    let mut known = vec![u64::MAX; words.len()];
    for (_, at) in &line.parts {
        let column: &Column = &table.columns[*at];
        known.iter_mut().zip(&column.known.words[words.clone()]).for_each(|(known, this)| *known &= this);
    }
    Sums { values, known }
}

fn stretches(fen: i64, steps: &[Step], above: Share) -> i64 {
    let (mut from, mut total) = (0, 0);
    for step in steps {
        let to = fen.min(step.up_to);
        if to > from {
            total += (to - from) * step.share.0;
            from = to;
        }
    }
    total + (fen - from).max(0) * above.0
}

impl Sums {
    fn join(&mut self, join: Join, other: &Sums) {
        self.known.iter_mut().zip(&other.known).for_each(|(known, this)| *known &= this);
        let pairs = self.values.iter_mut().zip(&other.values);
        match join {
            Join::Least => pairs.for_each(|(value, this)| *value = (*value).min(*this)),
            Join::Most => pairs.for_each(|(value, this)| *value = (*value).max(*this)),
            Join::Total => pairs.for_each(|(value, this)| *value += this),
        }
    }

    /// Takes the other where the condition holds; nothing is known where it is not.
    fn choose(&mut self, (yes, no): &Kept, then: &Sums) {
        for (at, (yes, no)) in yes.iter().zip(no).enumerate() {
            self.known[at] = (self.known[at] & no) | (then.known[at] & yes);
            for bit in super::bits::ones(*yes) {
                self.values[at * WORD + bit] = then.values[at * WORD + bit];
            }
        }
    }
}
