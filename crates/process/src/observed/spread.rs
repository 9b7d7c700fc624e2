//! Whole numbers counted by value: median, ninth decile and greatest are exact, however many there were.

use std::collections::BTreeMap;

/// How often each number of days came up. Its size goes with the different numbers, not with the cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    times: BTreeMap<u64, u64>,
}

impl Spread {
    /// One more.
    pub fn put(&mut self, number: u64) {
        *self.times.entry(number).or_default() += 1;
    }

    /// How many were put.
    pub fn count(&self) -> u64 {
        self.times.values().sum()
    }

    /// All put together.
    pub fn sum(&self) -> u64 {
        self.times.iter().fold(0u64, |sum, (number, times)| sum.saturating_add(number.saturating_mul(*times)))
    }

    /// The least number that at least this many percent do not exceed; none of nothing.
    pub fn at_percent(&self, percent: u64) -> Option<u64> {
        let rank = u128::from(self.count()) * u128::from(percent);
        let mut passed = 0u128;
        self.times
            .iter()
            .find(|(_, times)| {
                passed += u128::from(**times) * 100;
                passed >= rank
            })
            .map(|(number, _)| *number)
    }

    /// Half took no more.
    pub fn median(&self) -> Option<u64> {
        self.at_percent(50)
    }

    /// Nine of ten took no more.
    pub fn most_of_ten(&self) -> Option<u64> {
        self.at_percent(90)
    }

    /// The greatest.
    pub fn max(&self) -> Option<u64> {
        self.times.keys().next_back().copied()
    }

    /// Tenths of the mean, rounded; none of nothing.
    pub fn mean_tenths(&self) -> Option<u64> {
        let count = self.count();
        (count > 0).then(|| (self.sum().saturating_mul(10) + count / 2) / count)
    }

    /// How many exceed a number.
    pub fn above(&self, number: u64) -> u64 {
        number.checked_add(1).map_or(0, |next| self.times.range(next..).map(|(_, times)| times).sum())
    }

    /// Numbers and how often, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.times.iter().map(|(number, times)| (*number, *times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_a_number_that_came_up() {
        let mut spread = Spread::default();
        assert_eq!((spread.median(), spread.max(), spread.mean_tenths()), (None, None, None));
        for number in [9, 1, 2, 3] {
            spread.put(number);
        }
        assert_eq!((spread.median(), spread.most_of_ten(), spread.max()), (Some(2), Some(9), Some(9)));
        assert_eq!((spread.count(), spread.sum(), spread.mean_tenths()), (4, 15, Some(38)));
        assert_eq!([spread.above(0), spread.above(2), spread.above(9), spread.above(u64::MAX)], [4, 2, 0, 0]);
    }
}
