//! What the heaps add up to: totals, and the load of each agency, step and officer.

use std::collections::BTreeMap;

use super::look::Heap;

/// Sums of heaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub waits: i64,
    pub open: i64,
    pub overdue: i64,
    pub today: i64,
    pub soon: i64,
    pub correction: i64,
    pub stopped: i64,
    pub express: i64,
    pub given: i64,
    pub ages: [i64; 5],
}

impl Sum {
    fn add(&mut self, heap: &Heap) {
        self.waits += heap.waits;
        self.open += heap.open;
        self.overdue += heap.overdue;
        self.today += heap.today;
        self.soon += heap.soon;
        self.correction += heap.correction;
        self.stopped += heap.stopped;
        self.express += heap.express;
        self.given += heap.given;
        for (sum, n) in self.ages.iter_mut().zip(heap.ages) {
            *sum += n;
        }
    }
}

/// All of them together.
pub(super) fn total(heaps: &[Heap]) -> Sum {
    let mut sum = Sum::default();
    heaps.iter().for_each(|heap| sum.add(heap));
    sum
}

/// One sum for each key; those with the most overdue first, then the most that wait, then by key.
pub(super) fn by<K: Ord + Clone>(heaps: &[Heap], key: impl Fn(&Heap) -> K) -> Vec<(K, Sum)> {
    let mut sums: BTreeMap<K, Sum> = BTreeMap::new();
    for heap in heaps {
        sums.entry(key(heap)).or_default().add(heap);
    }
    let mut sums: Vec<(K, Sum)> = sums.into_iter().collect();
    sums.sort_by_key(|(_, sum)| (-sum.overdue, -sum.waits));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heap(agency: &str, waits: i64, overdue: i64) -> Heap {
        Heap { agency: agency.into(), waits, overdue, ages: [waits, 0, 0, 0, 0], ..Heap::default() }
    }

    #[test]
    fn who_is_most_behind_stands_first() {
        let heaps = [heap("a", 9, 0), heap("b", 1, 1), heap("c", 2, 1), heap("a", 1, 0)];
        let order: Vec<_> = by(&heaps, |h| h.agency.clone()).into_iter().map(|(k, s)| (k, s.waits)).collect();
        assert_eq!(order, [("c".to_owned(), 2), ("b".to_owned(), 1), ("a".to_owned(), 10)]);
        assert_eq!((total(&heaps).waits, total(&heaps).overdue, total(&heaps).ages[0]), (13, 2, 13));
        assert_eq!(total(&[]), Sum::default());
    }
}
