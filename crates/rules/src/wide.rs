//! Exact sums of products: 256 bits, which the limits on rules cannot fill, so nothing overflows.
//!
//! One part is at most 2^63 (coefficient) × 2^63 (parameter) × 2^63 (fact); a rule has at most
//! 2,000 terms; so a sum stays below 2^200.

use std::cmp::Ordering;

/// An exact number kept as what was added and what was taken away.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wide {
    added: Half,
    taken: Half,
}

/// A 256-bit number: high and low half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Half {
    high: u128,
    low: u128,
}

impl Wide {
    /// Adds `a × b × c`.
    pub fn add_product(&mut self, a: i64, b: i64, c: i64) {
        let size = Half::product(u128::from(a.unsigned_abs()) * u128::from(b.unsigned_abs()), c.unsigned_abs());
        let negative = (a < 0) ^ (b < 0) ^ (c < 0);
        let side = if negative { &mut self.taken } else { &mut self.added };
        *side = side.plus(size);
    }

    /// Compares the two exactly.
    pub fn compare(&self, other: &Wide) -> Ordering {
        self.added.plus(other.taken).cmp(&other.added.plus(self.taken))
    }

    /// The number, if it is small enough for 128 bits.
    pub fn narrow(&self) -> Option<i128> {
        if self.added.high != 0 || self.taken.high != 0 {
            return None;
        }
        i128::try_from(self.added.low).ok()?.checked_sub(i128::try_from(self.taken.low).ok()?)
    }
}

impl Half {
    fn product(a: u128, b: u64) -> Half {
        let b = u128::from(b);
        let low = (a & u128::from(u64::MAX)) * b;
        let high = (a >> 64) * b;
        let (sum, carry) = low.overflowing_add(high << 64);
        Half { high: (high >> 64) + u128::from(carry), low: sum }
    }

    fn plus(self, other: Half) -> Half {
        let (low, carry) = self.low.overflowing_add(other.low);
        Half { high: self.high + other.high + u128::from(carry), low }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_products_are_told_apart() {
        let mut large = Wide::default();
        let mut larger = Wide::default();
        for _ in 0..2000 {
            large.add_product(i64::MAX, i64::MAX, i64::MAX);
            larger.add_product(i64::MIN, i64::MIN, i64::MAX);
        }
        assert_eq!(large.compare(&larger), Ordering::Less);
        larger.add_product(i64::MIN, i64::MAX, i64::MAX);
        assert_eq!(large.compare(&larger), Ordering::Greater);
        assert_eq!(large.compare(&large), Ordering::Equal);
        assert_eq!(large.narrow(), None);
    }

    proptest! {
        #[test]
        fn agrees_with_128_bits_where_they_suffice(
            parts in prop::collection::vec((-1_000_000i64..1_000_000, -1_000_000i64..1_000_000, any::<i64>()), 0..20),
            other in any::<i64>(),
        ) {
            let mut wide = Wide::default();
            let mut plain = 0i128;
            for (a, b, c) in parts {
                wide.add_product(a, b, c);
                plain += i128::from(a) * i128::from(b) * i128::from(c);
            }
            let mut right = Wide::default();
            right.add_product(other, 1, 1);
            prop_assert_eq!(wide.compare(&right), plain.cmp(&i128::from(other)));
            prop_assert_eq!(wide.narrow(), Some(plain));
        }
    }
}
