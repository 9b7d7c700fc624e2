//! A queue of nodes by value for searches whose values never fall: a radix heap (Ahuja and others 1990).

use crate::NodeId;

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

    /// `value` is not below the one popped last.
    pub(crate) fn push(&mut self, value: u64, node: NodeId) {
        let bucket = (u64::BITS - (value ^ self.last).leading_zeros()) as usize;
        self.buckets[bucket].push((value, node));
        if bucket > 0 {
            self.filled |= 1 << (bucket - 1);
        }
    }

    /// An entry with the smallest value; of several, the one pushed last.
    pub(crate) fn pop(&mut self) -> Option<(u64, NodeId)> {
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

    proptest! {
        #[test]
        fn gives_values_from_the_smallest_up(
            rounds in prop::collection::vec((prop::collection::vec(0..u64::MAX, 0..4), 0..4_usize), 0..20),
        ) {
            let (mut queue, mut plain, mut last) = (Radix::new(), Vec::new(), 0_u64);
            for (values, pops) in rounds {
                for value in values {
                    // near values as well as far ones
                    let value = last.saturating_add(value >> (value % 64));
                    queue.push(value, 0);
                    plain.push(value);
                }
                for _ in 0..pops {
                    plain.sort_unstable_by(|a, b| b.cmp(a));
                    let found = queue.pop().map(|(value, _)| value);
                    prop_assert_eq!(found, plain.pop());
                    last = found.unwrap_or(last);
                }
            }
        }
    }
}
