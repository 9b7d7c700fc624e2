//! Queues of nodes by value for searches whose values never fall.

use crate::NodeId;

/// Most steps apart that a [`Dial`] can hold.
const DIAL_MAX: u32 = 1 << 12;

/// A queue that gives nodes from the smallest value up.
pub(crate) trait Queue {
    /// `value` is not below the one popped last.
    fn push(&mut self, value: u64, node: NodeId);

    /// A node with the smallest value, and the value.
    fn pop(&mut self) -> Option<(u64, NodeId)>;
}

/// One bucket for each value, used round and round (Dial 1969): for values that lie no further apart
/// than the longest step. An entry is written once and read once, of the same value in the order pushed.
pub(crate) struct Dial {
    /// the value popped last
    now: u64,
    /// entries of that value, and how many of them were popped: read in a row, so that the processor
    /// can look ahead
    current: Vec<NodeId>,
    popped: usize,
    /// a power of two, larger than the longest step
    buckets: Vec<Vec<NodeId>>,
    /// a bit for each bucket that holds anything
    filled: Vec<u64>,
}

impl Dial {
    /// For values at most `longest` above the one popped last; None when that takes too many buckets.
    pub(crate) fn for_steps_up_to(longest: u32) -> Option<Dial> {
        if longest >= DIAL_MAX {
            return None;
        }
        let size = (longest as usize + 1).next_power_of_two().max(64);
        let (buckets, filled) = (vec![Vec::new(); size], vec![0; size / 64]);
        Some(Dial { now: 0, current: Vec::new(), popped: 0, buckets, filled })
    }

    /// The bucket of the smallest value, going round from the one popped last.
    fn next(&self) -> Option<usize> {
        let words = self.filled.len();
        let from = self.now as usize % self.buckets.len();
        let (word, bit) = (from / 64, from % 64);
        let here = self.filled[word] >> bit << bit;
        if here != 0 {
            return Some(word * 64 + here.trailing_zeros() as usize);
        }
        // the word begun with comes last once more, for what lies before the bit
        (1..=words).map(|step| (word + step) % words).find_map(|word| {
            let bits = self.filled[word];
            (bits != 0).then(|| word * 64 + bits.trailing_zeros() as usize)
        })
    }

    /// Takes the next bucket that holds anything.
    fn turn(&mut self) -> Option<()> {
        let bucket = self.next()?;
        let size = self.buckets.len() as u64;
        // as far ahead as the bucket lies, going round
        self.now += (bucket as u64).wrapping_sub(self.now) % size;
        self.filled[bucket / 64] &= !(1 << (bucket % 64));
        self.popped = 0;
        self.current.clear();
        std::mem::swap(&mut self.current, &mut self.buckets[bucket]);
        Some(())
    }
}

impl Queue for Dial {
    fn push(&mut self, value: u64, node: NodeId) {
        let bucket = value as usize & (self.buckets.len() - 1);
        self.buckets[bucket].push(node);
        self.filled[bucket / 64] |= 1 << (bucket % 64);
    }

    fn pop(&mut self) -> Option<(u64, NodeId)> {
        if self.popped == self.current.len() {
            self.turn()?;
        }
        let node = self.current[self.popped];
        self.popped += 1;
        Some((self.now, node))
    }
}

/// A radix heap (Ahuja and others 1990), for values that lie however far apart. Of the same value the
/// entry pushed last comes first.
///
/// Values are kept by the highest bit in which they differ from the value popped last, so a push
/// costs a few steps and each entry moves at most once a bit.
pub(crate) struct Radix {
    last: u64,
    buckets: Vec<Vec<(u64, NodeId)>>,
    /// a bit for each bucket but the first that holds anything
    filled: u64,
}

impl Radix {
    pub(crate) fn new() -> Radix {
        Radix { last: 0, buckets: vec![Vec::new(); 65], filled: 0 }
    }
}

impl Queue for Radix {
    fn push(&mut self, value: u64, node: NodeId) {
        let bucket = (u64::BITS - (value ^ self.last).leading_zeros()) as usize;
        self.buckets[bucket].push((value, node));
        if bucket > 0 {
            self.filled |= 1 << (bucket - 1);
        }
    }

    fn pop(&mut self) -> Option<(u64, NodeId)> {
        if self.buckets[0].is_empty() {
            if self.filled == 0 {
                return None;
            }
            let bucket = self.filled.trailing_zeros() as usize + 1;
            self.filled &= self.filled - 1;
            let mut moved = std::mem::take(&mut self.buckets[bucket]);
            self.last = moved.iter().map(|(value, _)| *value).min().unwrap_or(self.last);
            for (value, node) in moved.drain(..) {
                self.push(value, node);
            }
            // keep what was allocated
            self.buckets[bucket] = moved;
        }
        self.buckets[0].pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Rounds = Vec<(Vec<u64>, usize)>;

    fn rounds() -> impl Strategy<Value = Rounds> {
        prop::collection::vec((prop::collection::vec(0..u64::MAX, 0..4), 0..4_usize), 0..20)
    }

    /// Pushes and pops as told; all that was popped, values as they lie above the last one popped.
    fn played(mut queue: impl Queue, rounds: &Rounds, above: impl Fn(u64) -> u64) -> Vec<Option<(u64, NodeId)>> {
        let (mut popped, mut last, mut nodes) = (Vec::new(), 0_u64, 0..);
        for (values, pops) in rounds {
            for value in values {
                queue.push(last.saturating_add(above(*value)), nodes.next().expect("there are many numbers"));
            }
            for _ in 0..*pops {
                let found = queue.pop();
                last = found.map_or(last, |(value, _)| value);
                popped.push(found);
            }
        }
        popped
    }

    /// The definition: the smallest value, of several the one pushed last, or first.
    struct Plain {
        all: Vec<(u64, NodeId)>,
        last_first: bool,
    }

    fn plain(last_first: bool) -> Plain {
        Plain { all: Vec::new(), last_first }
    }

    impl Queue for Plain {
        fn push(&mut self, value: u64, node: NodeId) {
            self.all.push((value, node));
        }

        fn pop(&mut self) -> Option<(u64, NodeId)> {
            let least = self.all.iter().map(|(value, _)| *value).min()?;
            let is_least = |(value, _): &(u64, NodeId)| *value == least;
            let mut entries = self.all.iter();
            let at = if self.last_first { entries.rposition(is_least)? } else { entries.position(is_least)? };
            Some(self.all.remove(at))
        }
    }

    proptest! {
        #[test]
        fn the_heap_gives_values_from_the_smallest_up(rounds in rounds()) {
            // near values as well as far ones
            let above = |value: u64| value >> (value % 64);
            prop_assert_eq!(played(Radix::new(), &rounds, above), played(plain(true), &rounds, above));
        }

        #[test]
        fn the_dial_gives_values_from_the_smallest_up(rounds in rounds(), longest in 0..DIAL_MAX) {
            let above = |value: u64| value % (u64::from(longest) + 1);
            let dial = Dial::for_steps_up_to(longest).expect("short enough");
            prop_assert_eq!(played(dial, &rounds, above), played(plain(false), &rounds, above));
        }
    }

    #[test]
    fn steps_too_long_for_a_dial_take_the_heap() {
        assert!(Dial::for_steps_up_to(DIAL_MAX - 1).is_some());
        assert!(Dial::for_steps_up_to(DIAL_MAX).is_none());
    }
}
