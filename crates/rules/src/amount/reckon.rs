//! Reckoning an amount: millionths of a fen in 128 bits, and no result where something is not known.

use serde::Serialize;

use super::{How, Join, Share, Step, Tree};
use crate::Truth;
use crate::ast::Sum;
use crate::evaluate::Slots;

/// Parts of a fen that are reckoned with: sums have at most six decimals.
pub(crate) const FINE: i128 = 1_000_000;

/// What comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Given {
    /// So many fen.
    Known(i64),
    /// A fact or parameter that is needed is not known.
    Unknown,
    /// More than 92 quadrillion yuan, here or on the way: nobody means that.
    TooLarge,
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum No {
    Unknown,
    TooLarge,
}

impl Given {
    /// The number, if there is one.
    pub const fn known(self) -> Option<i64> {
        match self {
            Given::Known(fen) => Some(fen),
            Given::Unknown | Given::TooLarge => None,
        }
    }
}

impl Tree {
    /// The amount in whole fen.
    pub fn fen(&self, slots: &Slots) -> Given {
        match self.fine(slots) {
            Ok(fine) => i64::try_from(fine.div_euclid(FINE)).map_or(Given::TooLarge, Given::Known),
            Err(No::Unknown) => Given::Unknown,
            Err(No::TooLarge) => Given::TooLarge,
        }
    }

    /// The amount in millionths of a fen.
    ///
    /// Every part is asked, so that an unknown one makes the whole unknown even beside one too large; of cases only the
    /// one that counts.
    pub fn fine(&self, slots: &Slots) -> Result<i128, No> {
        match self {
            Tree::Sum(sum, _) => fine(sum, slots),
            Tree::Join(join, parts) => {
                let parts: Vec<Result<i128, No>> = parts.iter().map(|part| part.fine(slots)).collect();
                join.of(&parts)
            }
            Tree::Bands { of, steps, above, .. } => bands(fine(of, slots)?.div_euclid(FINE), steps, *above),
            Tree::Round { what, to, how } => how.round(what.fine(slots)?, *to),
            Tree::When { cases, otherwise } => {
                for (condition, _, then) in cases {
                    match condition.truth(slots) {
                        Truth::True => return then.fine(slots),
                        Truth::False => {}
                        Truth::Unknown => return Err(No::Unknown),
                    }
                }
                otherwise.fine(slots)
            }
        }
    }
}

/// A sum in millionths.
pub(crate) fn fine(sum: &Sum, slots: &Slots) -> Result<i128, No> {
    let value = sum.value(slots).ok_or(No::Unknown)?;
    let steps = 10i128.pow(6 - sum.scale.min(6));
    value.narrow().and_then(|value| value.checked_mul(steps)).filter(|fine| fits(*fine)).ok_or(No::TooLarge)
}

/// Every number on the way is an amount of `i64` fen, so that all ways of reckoning refuse alike.
pub(crate) fn fits(fine: i128) -> bool {
    i64::try_from(fine.div_euclid(FINE)).is_ok()
}

impl Join {
    pub fn of(self, parts: &[Result<i128, No>]) -> Result<i128, No> {
        if parts.contains(&Err(No::Unknown)) {
            return Err(No::Unknown);
        }
        let numbers = parts.iter().copied().collect::<Result<Vec<i128>, No>>()?;
        let joined = match self {
            Join::Least => numbers.into_iter().min(),
            Join::Most => numbers.into_iter().max(),
            Join::Total => Some(numbers.into_iter().sum::<i128>()),
        };
        joined.filter(|fine| fits(*fine)).ok_or(No::TooLarge)
    }
}

/// Shares of the stretches of a quantity in fen.
pub(crate) fn bands(of: i128, steps: &[Step], above: Share) -> Result<i128, No> {
    let mut from = 0i128;
    let mut total = 0i128;
    for step in steps {
        let to = of.min(i128::from(step.up_to));
        if to > from {
            total += (to - from) * i128::from(step.share.0);
            from = to;
        }
    }
    if of > from {
        total += (of - from) * i128::from(above.0);
    }
    if fits(total) { Ok(total) } else { Err(No::TooLarge) }
}

impl How {
    /// To a whole multiple of so many fen.
    pub fn round(self, fine: i128, to: i64) -> Result<i128, No> {
        let step = i128::from(to) * FINE;
        let rounded = match self {
            How::Down => fine.div_euclid(step),
            How::Up => -(-fine).div_euclid(step),
            How::HalfUp => (fine + step / 2).div_euclid(step),
        } * step;
        if fits(rounded) { Ok(rounded) } else { Err(No::TooLarge) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_where_it_says_also_below_zero() {
        let fen = |how: How, fine: i128| how.round(fine, 1).map(|fine| fine / FINE);
        assert_eq!(fen(How::Down, 1_500_000), Ok(1));
        assert_eq!(fen(How::Up, 1_500_000), Ok(2));
        assert_eq!(fen(How::HalfUp, 1_499_999), Ok(1));
        assert_eq!(fen(How::HalfUp, 1_500_000), Ok(2));
        assert_eq!(fen(How::Down, -1_500_000), Ok(-2));
        assert_eq!(fen(How::HalfUp, -1_500_000), Ok(-1));
        assert_eq!(How::Up.round(150 * FINE, 100), Ok(200 * FINE), "to whole yuan");
    }

    #[test]
    fn each_stretch_has_its_own_share() {
        let steps = [Step { up_to: 1_000, share: Share(20_000) }, Step { up_to: 5_000, share: Share(10_000) }];
        let of = |fen: i128| bands(fen, &steps, Share(5_000)).map(|fine| fine / FINE);
        assert_eq!(of(-5), Ok(0));
        assert_eq!(of(500), Ok(10));
        assert_eq!(of(1_000), Ok(20));
        assert_eq!(of(2_000), Ok(30));
        assert_eq!(of(7_000), Ok(20 + 40 + 10));
    }
}
