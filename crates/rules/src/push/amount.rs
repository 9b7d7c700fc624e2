//! Amounts in SQL: `CASE` alone, so that what is unknown stays so, and columns within bounds.

use super::{NoSql, Push, checked};
use crate::amount::{FINE, How, Join, Share, Step, Tree};
use crate::ast::{FactAt, Sum};
use crate::bulk::lower::{Reckoned, line_of};
use crate::bulk::test::Line;

/// No number on the way is larger.
const MOST: i128 = 4_000_000_000_000_000_000;
/// Columns further from 0 are left to the program; the first that keeps all numbers small is taken.
const FAR: [i64; 5] = [1_000_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000, 10_000_000_000, 100_000_000];

impl Push<'_> {
    pub(super) fn fen(&self, tree: &Tree) -> Result<String, NoSql> {
        for far in FAR {
            if let Some(size) = self.size(tree, far)?
                && size < MOST
            {
                return checked(format!("({} / {FINE})", self.fine(tree, far)?));
            }
        }
        Err(NoSql::TooLarge)
    }

    fn line(&self, sum: &Sum, by: i128) -> Result<Option<Line>, NoSql> {
        let has = |at: FactAt| self.column(at).map(|_| at);
        match line_of(sum, None, &self.slots, &has) {
            Reckoned::Unknown => Ok(None),
            Reckoned::TooLarge => Err(NoSql::TooLarge),
            Reckoned::Line(mut line) => {
                let all = line.parts.iter_mut().map(|(coefficient, _)| coefficient).chain([&mut line.constant]);
                for number in all {
                    *number = number.checked_mul(by).ok_or(NoSql::TooLarge)?;
                }
                Ok(Some(line))
            }
        }
    }

    fn size_of(&self, line: &Line, far: i64) -> Option<i128> {
        line.parts.iter().try_fold(line.constant.checked_abs()?, |size, (coefficient, at)| {
            let far = if self.is_day(*at) { 5_000_000 } else { far };
            size.checked_add(coefficient.checked_abs()?.checked_mul(i128::from(far))?)
        })
    }

    /// The largest size of any number on the way; `None` beyond 128 bits.
    fn size(&self, tree: &Tree, far: i64) -> Result<Option<i128>, NoSql> {
        Ok(match tree {
            Tree::Sum(sum, _) => match self.line(sum, fineness(sum))? {
                Some(line) => self.size_of(&line, far),
                None => Some(0),
            },
            Tree::Join(join, parts) => {
                let sizes = parts.iter().map(|part| self.size(part, far)).collect::<Result<Option<Vec<i128>>, _>>()?;
                sizes.and_then(|sizes| match join {
                    Join::Total => sizes.into_iter().try_fold(0i128, i128::checked_add),
                    Join::Least | Join::Most => sizes.into_iter().max(),
                })
            }
            Tree::Bands { of, steps, above, .. } => match self.line(of, 1)? {
                Some(line) => {
                    let share = steps.iter().map(|step| step.share.0).chain([above.0]).max().unwrap_or(0).max(1);
                    self.size_of(&line, far).and_then(|size| size.checked_mul(i128::from(share)))
                }
                None => Some(0),
            },
            Tree::Round { what, to, .. } => {
                self.size(what, far)?.and_then(|size| size.checked_add(2 * i128::from(*to) * FINE))
            }
            Tree::When { cases, otherwise } => {
                let mut most = self.size(otherwise, far)?;
                for (_, _, then) in cases {
                    let size = self.size(then, far)?;
                    most = most.and_then(|most| Some(most.max(size?)));
                }
                most
            }
        })
    }

    /// In millionths.
    fn fine(&self, tree: &Tree, far: i64) -> Result<String, NoSql> {
        checked(match tree {
            Tree::Sum(sum, _) => match self.line(sum, fineness(sum))? {
                Some(line) => format!("({})", self.within(&line, far)),
                None => "CAST(NULL AS BIGINT)".to_owned(),
            },
            Tree::Join(join, parts) => {
                let mut parts = parts.iter().map(|part| self.fine(part, far));
                let mut all = parts.next().unwrap_or_else(|| Ok("0".to_owned()))?;
                for part in parts {
                    let part = part?;
                    let (first, then) = match join {
                        Join::Least => ("<=", ">"),
                        Join::Most => (">=", "<"),
                        Join::Total => {
                            all = checked(format!("({all} + {part})"))?;
                            continue;
                        }
                    };
                    all = checked(format!(
                        "(CASE WHEN {all} {first} {part} THEN {all} WHEN {all} {then} {part} THEN {part} END)"
                    ))?;
                }
                all
            }
            Tree::Bands { of, steps, above, .. } => match self.line(of, 1)? {
                Some(line) => bands(&format!("({})", self.within(&line, far)), steps, *above),
                None => "CAST(NULL AS BIGINT)".to_owned(),
            },
            Tree::Round { what, to, how } => rounded(&self.fine(what, far)?, i128::from(*to) * FINE, *how),
            Tree::When { cases, otherwise } => {
                let mut text = String::new();
                for (condition, _, then) in cases {
                    let condition = self.expr(condition)?;
                    text +=
                        &format!("(CASE WHEN {condition} THEN {} WHEN NOT {condition} THEN ", self.fine(then, far)?);
                }
                text += &self.fine(otherwise, far)?;
                text + &" END)".repeat(cases.len())
            }
        })
    }
}

fn fineness(sum: &Sum) -> i128 {
    10i128.pow(6 - sum.scale.min(6))
}

fn bands(of: &str, steps: &[Step], above: Share) -> String {
    let mut from = 0;
    let mut parts = Vec::new();
    for step in steps {
        let (to, share) = (step.up_to, step.share.0);
        parts.push(format!("(CASE WHEN {of} <= {from} THEN 0 WHEN {of} <= {to} THEN ({of} - {from}) * {share} WHEN {of} > {to} THEN ({to} - {from}) * CAST({share} AS BIGINT) END)"));
        from = to;
    }
    parts.push(format!("(CASE WHEN {of} <= {from} THEN 0 WHEN {of} > {from} THEN ({of} - {from}) * {} END)", above.0));
    format!("({})", parts.join(" + "))
}

/// Division goes towards 0 in both engines; here it must go down.
fn rounded(fine: &str, step: i128, how: How) -> String {
    match how {
        How::Down => format!("({fine} - (({fine} % {step}) + {step}) % {step})"),
        How::Up => format!("({fine} + ({step} - ({fine} % {step})) % {step})"),
        How::HalfUp => rounded(&format!("({fine} + {})", step / 2), step, How::Down),
    }
}
