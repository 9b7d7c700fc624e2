//! Which node a whole number names: a plain table for numbers near 0, a hash table for all others.

use std::collections::HashMap;

use crate::NodeId;

const NONE: NodeId = NodeId::MAX;
/// The plain table may have this many slots before anything is known of the numbers.
const NEAR_MIN: usize = 1 << 16;
/// Slots for each name known: four bytes each, so a few far numbers cannot make it large.
const SLOTS_PER_NAME: usize = 8;

/// Nodes by their number. Most catalogues count from 0 or 1; for those no number is ever hashed.
#[derive(Default)]
pub(crate) struct Numbers {
    near: Vec<NodeId>,
    far: HashMap<i64, NodeId>,
    count: usize,
}

impl Numbers {
    pub(crate) fn get(&self, number: i64) -> Option<NodeId> {
        let slot = usize::try_from(number).ok().and_then(|at| self.near.get(at));
        match slot {
            Some(node) if *node != NONE => Some(*node),
            // a number may have been far when it was first seen
            _ if self.far.is_empty() => None,
            _ => self.far.get(&number).copied(),
        }
    }

    /// `number` is new.
    pub(crate) fn insert(&mut self, number: i64, node: NodeId) {
        self.count += 1;
        let most = NEAR_MIN.max(self.count * SLOTS_PER_NAME);
        match usize::try_from(number).ok().filter(|at| *at < most) {
            Some(at) => {
                if at >= self.near.len() {
                    self.near.resize((at + 1).next_power_of_two().min(most), NONE);
                }
                self.near[at] = node;
            }
            None => {
                self.far.insert(number, node);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_far_number_takes_no_room() {
        let mut numbers = Numbers::default();
        for number in [i64::MAX, i64::MIN, -1, 1 << 40] {
            numbers.insert(number, 7);
            assert_eq!(numbers.get(number), Some(7));
        }
        assert!(numbers.near.is_empty());
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_map_finds(
            given in prop::collection::vec(prop_oneof![-3..70_000_i64, 60_000..600_000_i64, any::<i64>()], 0..300),
        ) {
            let (mut numbers, mut plain) = (Numbers::default(), BTreeMap::new());
            for number in &given {
                prop_assert_eq!(numbers.get(*number), plain.get(number).copied());
                if !plain.contains_key(number) {
                    numbers.insert(*number, plain.len() as NodeId);
                    plain.insert(*number, plain.len() as NodeId);
                }
            }
            for (number, node) in plain {
                prop_assert_eq!(numbers.get(number), Some(node));
            }
        }
    }
}
