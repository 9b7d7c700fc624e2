//! The values one column may take: intervals of whole numbers, or some of the words of a problem.

/// A set of values. Two sets meet only if both hold numbers or both hold words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// Intervals, both ends included, in order, apart from each other.
    Numbers(Vec<(i64, i64)>),
    /// One bit for each word of the problem.
    Words(Vec<u64>),
}

impl Set {
    /// The numbers from one to another; none if they are the wrong way round.
    pub fn between(low: i64, high: i64) -> Set {
        Set::Numbers(if low <= high { vec![(low, high)] } else { Vec::new() })
    }

    /// The words at these places, of so many words.
    pub fn words(places: impl IntoIterator<Item = usize>, count: usize) -> Set {
        let mut bits = vec![0; count.div_ceil(64)];
        for place in places {
            bits[place / 64] |= 1u64 << (place % 64);
        }
        Set::Words(bits)
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Set::Numbers(parts) => parts.is_empty(),
            Set::Words(bits) => bits.iter().all(|word| *word == 0),
        }
    }

    /// What both hold.
    pub fn and(&self, other: &Set) -> Set {
        match (self, other) {
            (Set::Words(ours), Set::Words(theirs)) => Set::Words(ours.iter().zip(theirs).map(|(a, b)| a & b).collect()),
            (Set::Numbers(ours), Set::Numbers(theirs)) => {
                let mut both = Vec::new();
                meet(ours, theirs, &mut |low, high| {
                    both.push((low, high));
                    true
                });
                Set::Numbers(both)
            }
            _ => Set::Numbers(Vec::new()),
        }
    }

    /// Everything else, of so many words.
    pub fn not(&self, count: usize) -> Set {
        match self {
            Set::Words(bits) => {
                let last = bits.len().saturating_sub(1);
                let tail = if count.is_multiple_of(64) { u64::MAX } else { (1u64 << (count % 64)) - 1 };
                Set::Words(bits.iter().enumerate().map(|(at, b)| if at == last { !b & tail } else { !b }).collect())
            }
            Set::Numbers(parts) => {
                let mut rest = Vec::new();
                let mut next = Some(i64::MIN);
                for (low, high) in parts {
                    if let (Some(start), Some(end)) = (next, low.checked_sub(1))
                        && start <= end
                    {
                        rest.push((start, end));
                    }
                    next = high.checked_add(1);
                }
                rest.extend(next.map(|start| (start, i64::MAX)));
                Set::Numbers(rest)
            }
        }
    }

    /// What one or the other holds.
    pub fn or(&self, other: &Set, count: usize) -> Set {
        self.not(count).and(&other.not(count)).not(count)
    }

    /// True if they have a value in common.
    pub fn meets(&self, other: &Set) -> bool {
        match (self, other) {
            (Set::Words(ours), Set::Words(theirs)) => ours.iter().zip(theirs).any(|(a, b)| a & b != 0),
            (Set::Numbers(ours), Set::Numbers(theirs)) => {
                let mut found = false;
                meet(ours, theirs, &mut |_, _| {
                    found = true;
                    false
                });
                found
            }
            _ => false,
        }
    }

    /// True if the other holds all of these.
    pub fn within(&self, other: &Set) -> bool {
        match (self, other) {
            (Set::Words(ours), Set::Words(theirs)) => ours.iter().zip(theirs).all(|(a, b)| a & !b == 0),
            (Set::Numbers(ours), Set::Numbers(theirs)) => {
                let mut rest = theirs.as_slice();
                ours.iter().all(|(low, high)| {
                    while rest.first().is_some_and(|(_, end)| end < low) {
                        rest = &rest[1..];
                    }
                    rest.first().is_some_and(|(start, end)| start <= low && high <= end)
                })
            }
            _ => self.is_empty(),
        }
    }

    /// Places of the words it holds, in order; none for numbers.
    pub fn places(&self) -> Vec<usize> {
        let Set::Words(bits) = self else { return Vec::new() };
        (0..bits.len() * 64).filter(|at| bits[at / 64] >> (at % 64) & 1 == 1).collect()
    }

    /// The intervals it holds; none for words.
    pub fn parts(&self) -> &[(i64, i64)] {
        match self {
            Set::Numbers(parts) => parts,
            Set::Words(_) => &[],
        }
    }

    /// Smallest and largest number.
    pub fn ends(&self) -> Option<(i64, i64)> {
        let parts = self.parts();
        Some((parts.first()?.0, parts.last()?.1))
    }

    /// The number between two, and in the set, that is nearest to one wished for; of two equally near, the larger.
    pub fn nearest(&self, wish: i64, low: i64, high: i64) -> Option<i64> {
        let each = self.parts().iter().filter_map(|(start, end)| {
            let (start, end) = ((*start).max(low), (*end).min(high));
            (start <= end).then(|| wish.clamp(start, end))
        });
        each.min_by_key(|value| (value.abs_diff(wish), std::cmp::Reverse(*value)))
    }
}

/// Shows every common interval until told to stop.
fn meet(ours: &[(i64, i64)], theirs: &[(i64, i64)], show: &mut dyn FnMut(i64, i64) -> bool) {
    let (mut a, mut b) = (0, 0);
    while let (Some(one), Some(other)) = (ours.get(a), theirs.get(b)) {
        let (low, high) = (one.0.max(other.0), one.1.min(other.1));
        if low <= high && !show(low, high) {
            return;
        }
        if one.1 < other.1 { a += 1 } else { b += 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = Set> {
        prop::collection::vec((-9i64..9, 0i64..4), 0..4).prop_map(|parts| {
            parts.into_iter().fold(Set::between(1, 0), |set, (low, size)| set.or(&Set::between(low, low + size), 0))
        })
    }

    fn holds(set: &Set, number: i64) -> bool {
        set.parts().iter().any(|(low, high)| (*low..=*high).contains(&number))
    }

    proptest! {
        #[test]
        fn intervals_behave_as_sets(one in numbers(), other in numbers()) {
            for number in (-20..20).chain([i64::MIN, i64::MAX]) {
                let (a, b) = (holds(&one, number), holds(&other, number));
                prop_assert_eq!(holds(&one.and(&other), number), a && b);
                prop_assert_eq!(holds(&one.or(&other, 0), number), a || b);
                prop_assert_eq!(holds(&one.not(0), number), !a);
            }
            prop_assert_eq!(one.meets(&other), !one.and(&other).is_empty());
            prop_assert_eq!(one.within(&other), one.and(&other.not(0)).is_empty());
        }

        #[test]
        fn words_behave_as_sets(one in prop::collection::btree_set(0usize..130, 0..9), other in prop::collection::btree_set(0usize..130, 0..9)) {
            let (a, b) = (Set::words(one.iter().copied(), 130), Set::words(other.iter().copied(), 130));
            prop_assert_eq!(a.and(&b).places(), one.intersection(&other).copied().collect::<Vec<_>>());
            prop_assert_eq!(a.or(&b, 130).places(), one.union(&other).copied().collect::<Vec<_>>());
            prop_assert_eq!(a.not(130).places().len(), 130 - one.len());
            prop_assert_eq!(a.within(&b), one.is_subset(&other));
            prop_assert_eq!(a.meets(&b), !one.is_disjoint(&other));
        }
    }

    #[test]
    fn the_nearest_number_is_in_the_set() {
        let set = Set::between(-5, -3).or(&Set::between(3, 9), 0);
        assert_eq!(set.nearest(0, i64::MIN, i64::MAX), Some(3));
        assert_eq!(set.nearest(0, -9, 2), Some(-3));
        assert_eq!(set.nearest(0, 0, 2), None);
    }
}
