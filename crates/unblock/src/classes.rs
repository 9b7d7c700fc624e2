//! For whom a node is blocked: the fixpoint for many profiles at once, one bit for each class.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::NodeId;
use crate::graph::{CLOSED, Graph, WayId};
use crate::guard::{Atom, Profile};

/// The classes into which guards divide all profiles: one value, or "any other", per attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// attribute, the values guards compare it with, and how many classes apart two of its values are
    attributes: Vec<(u32, Vec<u32>, usize)>,
    count: usize,
}

/// More classes than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// How many there would be; `usize::MAX` stands for any larger number.
    pub classes: usize,
}

impl Classes {
    /// The classes told apart by the guards of ways to `nodes` (a target's [`Graph::cone`], or all
    /// nodes): the product of the values compared, one more per attribute for any other value.
    pub fn of(graph: &Graph, nodes: &[NodeId], most: usize) -> Result<Classes, TooMany> {
        let mut inside = vec![false; graph.len()];
        for node in nodes {
            inside[*node as usize] = true;
        }
        let mut values: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (way, atom) in graph.guards() {
            if inside[graph.target(*way) as usize] {
                values.entry(atom.attribute).or_default().insert(atom.value);
            }
        }
        let mut count = 1_usize;
        let mut attributes = Vec::new();
        for (attribute, values) in values {
            attributes.push((attribute, values.iter().copied().collect(), count));
            count = count.saturating_mul(values.len() + 1);
        }
        if count > most { Err(TooMany { classes: count }) } else { Ok(Classes { attributes, count }) }
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The attributes guards compare, smallest first.
    pub fn attributes(&self) -> impl Iterator<Item = u32> + '_ {
        self.attributes.iter().map(|(attribute, ..)| *attribute)
    }

    /// The value of one attribute in a class: None for "any other value".
    pub fn value(&self, class: usize, attribute: u32) -> Option<u32> {
        let (_, values, apart) = self.attributes.iter().find(|(a, ..)| *a == attribute)?;
        values.get(class / apart % (values.len() + 1)).copied()
    }

    /// A profile of the class; attributes of "any other value" are left out.
    pub fn profile(&self, class: usize) -> Profile {
        Profile(self.attributes().filter_map(|a| self.value(class, a).map(|value| (a, value))).collect())
    }

    fn satisfies(&self, class: usize, atom: Atom) -> bool {
        (self.value(class, atom.attribute) == Some(atom.value)) == atom.equal
    }
}

/// For each node and class, whether it can be had.
#[derive(Clone, Debug)]
pub struct ByClass {
    classes: Classes,
    /// per node, its row in each block: [`NOBODY`], [`EVERYBODY`], or one of its own
    rows: Vec<u32>,
    /// a bit for each of 64 classes; block after block, row after row
    had: Vec<u64>,
    /// rows of a block
    height: usize,
}

/// The row of nodes that no class can have.
const NOBODY: u32 = 0;
/// The row of nodes that every class can have.
const EVERYBODY: u32 = 1;

impl Graph {
    /// What each class can have: the same fixpoint, 64 classes in one word.
    ///
    /// Most nodes are had by all classes or by none. What can be had without any guarded way, all
    /// have; what cannot be had with every guarded way, none has. Two plain fixpoints tell these, and
    /// only the nodes between them are looked at class by class.
    ///
    /// `classes` must tell apart all guards that matter for the nodes asked about afterwards: of
    /// [`Classes::of`] a cone for its target, of all nodes for all.
    pub fn by_class(&self, classes: &Classes) -> ByClass {
        let mut needs: Vec<u32> = (0..self.ways() as WayId).map(|way| self.bare_need(way)).collect();
        let some = self.spread(&[], &needs);
        self.guards().iter().for_each(|(way, _)| needs[*way as usize] = CLOSED);
        let all = self.spread(&[], &needs);
        let mut rows = vec![NOBODY; self.len()];
        all.order().iter().for_each(|node| rows[*node as usize] = EVERYBODY);
        // in an order in which the most favoured class gets them, most are settled at their first visit
        let between: Vec<NodeId> = some.order().iter().copied().filter(|node| !all.has(*node)).collect();
        for (row, node) in (EVERYBODY + 1..).zip(&between) {
            rows[*node as usize] = row;
        }
        let height = between.len() + 2;
        let mut had = Vec::with_capacity(height * classes.count.div_ceil(64));
        for from in (0..classes.count).step_by(64) {
            let slice = Slice { graph: self, rows: &rows, guards: self.guard_bits(classes, from, &rows) };
            had.extend(slice.settle(&between, height));
        }
        ByClass { classes: classes.clone(), rows, had, height }
    }

    /// Per way, the classes `from..from + 64` to which it is there, where that can matter.
    fn guard_bits(&self, classes: &Classes, from: usize, rows: &[u32]) -> Vec<u64> {
        let size = (classes.count - from).min(64);
        let all = if size == 64 { u64::MAX } else { (1 << size) - 1 };
        let mut bits = vec![all; self.ways()];
        let mut known: BTreeMap<Atom, u64> = BTreeMap::new();
        for (way, atom) in self.guards().iter().filter(|(way, _)| rows[self.target(*way) as usize] > EVERYBODY) {
            let mask = *known.entry(*atom).or_insert_with(|| {
                (0..size)
                    .filter(|class| classes.satisfies(from + class, *atom))
                    .fold(0, |mask, class| mask | 1 << class)
            });
            bits[*way as usize] &= mask;
        }
        bits
    }
}

/// One word of classes, while it is worked out.
struct Slice<'a> {
    graph: &'a Graph,
    rows: &'a [u32],
    guards: Vec<u64>,
}

impl Slice<'_> {
    /// The fixpoint, row after row. `between` are the nodes with rows of their own, in the order in
    /// which they are looked at first.
    fn settle(&self, between: &[NodeId], height: usize) -> Vec<u64> {
        let mut had = vec![0_u64; height];
        had[EVERYBODY as usize] = u64::MAX;
        let mut queued = vec![true; height];
        let mut queue: VecDeque<NodeId> = between.iter().copied().collect();
        while let Some(node) = queue.pop_front() {
            let row = self.rows[node as usize] as usize;
            queued[row] = false;
            let before = had[row];
            let now = self.graph.ways_of(node).iter().fold(before, |now, way| {
                // classes that have it already, or may not go this way, need no look
                let open = self.guards[*way as usize] & !now;
                if open == 0 { now } else { now | (open & self.met(*way, &had)) }
            });
            if now == before {
                continue;
            }
            had[row] = now;
            for way in self.graph.used_by(node) {
                let target = self.graph.target(*way);
                let row = self.rows[target as usize] as usize;
                if !queued[row] && self.guards[*way as usize] & now & !had[row] != 0 {
                    queued[row] = true;
                    queue.push_back(target);
                }
            }
        }
        had
    }

    /// The classes that have enough demands of a way.
    fn met(&self, way: WayId, had: &[u64]) -> u64 {
        let demands = self.graph.demands(way);
        let need = self.graph.bare_need(way) as usize;
        let masks = demands.iter().map(|demand| had[self.rows[*demand as usize] as usize]);
        match need {
            0 => u64::MAX,
            _ if need > demands.len() => 0,
            _ if need == demands.len() => masks.fold(u64::MAX, |all, mask| all & mask),
            1 => masks.fold(0, |any, mask| any | mask),
            _ => at_least(need, masks),
        }
    }
}

/// The bits set in at least `need` of the masks: counters in binary, one plane for each digit.
fn at_least(need: usize, masks: impl Iterator<Item = u64>) -> u64 {
    let mut planes = [0_u64; usize::BITS as usize];
    for mask in masks {
        let mut carry = mask;
        for plane in &mut planes {
            (*plane, carry) = (*plane ^ carry, *plane & carry);
            if carry == 0 {
                break;
            }
        }
    }
    // compare from the highest digit down
    let (mut more, mut equal) = (0, u64::MAX);
    for (digit, plane) in planes.iter().enumerate().rev() {
        if need >> digit & 1 == 1 {
            equal &= plane;
        } else {
            more |= equal & plane;
            equal &= !plane;
        }
    }
    more | equal
}

impl ByClass {
    /// The classes asked about.
    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    /// True when a profile of the class can have the node.
    pub fn has(&self, class: usize, node: NodeId) -> bool {
        self.had[class / 64 * self.height + self.rows[node as usize] as usize] >> (class % 64) & 1 == 1
    }

    /// The classes for which the node is blocked.
    pub fn blocked(&self, node: NodeId) -> Vec<usize> {
        (0..self.classes.count).filter(|class| !self.has(*class, node)).collect()
    }

    /// The profile with the fewest attributes fixed for which the node is blocked whatever the
    /// others are; each attribute with its value, None for "any other value". Empty: blocked for
    /// all. None: blocked for nobody.
    ///
    /// Tries all sets of attributes by size up to sixteen attributes, then drops one after another.
    pub fn smallest_profile(&self, node: NodeId) -> Option<BTreeMap<u32, Option<u32>>> {
        let blocked = self.blocked(node);
        let first = *blocked.first()?;
        let attributes: Vec<u32> = self.classes.attributes().collect();
        if attributes.len() <= 16 {
            let mut sets: Vec<u32> = (0..1_u32 << attributes.len()).collect();
            sets.sort_by_key(|set| set.count_ones());
            let chosen = |set: u32| attributes.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1);
            return sets.into_iter().find_map(|set| {
                let keys: Vec<u32> = chosen(set).map(|(_, attribute)| *attribute).collect();
                self.blocked_under(&blocked, &keys)
            });
        }
        let mut keys = attributes.clone();
        for attribute in attributes {
            let fewer: Vec<u32> = keys.iter().copied().filter(|key| *key != attribute).collect();
            if self.blocked_with(first, &fewer, &blocked) {
                keys = fewer;
            }
        }
        Some(keys.into_iter().map(|key| (key, self.classes.value(first, key))).collect())
    }

    /// Values of `keys` with which all classes are blocked, if there are any.
    fn blocked_under(&self, blocked: &[usize], keys: &[u32]) -> Option<BTreeMap<u32, Option<u32>>> {
        let mut groups: BTreeMap<Vec<Option<u32>>, usize> = BTreeMap::new();
        for class in blocked {
            *groups.entry(self.values(*class, keys)).or_default() += 1;
        }
        let size = self.size_of(keys);
        let (values, _) = groups.into_iter().find(|(_, count)| *count == size)?;
        Some(keys.iter().copied().zip(values).collect())
    }

    fn blocked_with(&self, class: usize, keys: &[u32], blocked: &[usize]) -> bool {
        let values = self.values(class, keys);
        blocked.iter().filter(|other| self.values(**other, keys) == values).count() == self.size_of(keys)
    }

    fn values(&self, class: usize, keys: &[u32]) -> Vec<Option<u32>> {
        keys.iter().map(|key| self.classes.value(class, *key)).collect()
    }

    /// How many classes share one choice of values of `keys`.
    fn size_of(&self, keys: &[u32]) -> usize {
        let free = self.classes.attributes.iter().filter(|(attribute, ..)| !keys.contains(attribute));
        free.map(|(_, values, _)| values.len() + 1).product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Builder;
    use crate::oracle;
    use proptest::prelude::*;

    #[test]
    fn names_the_one_attribute_that_blocks() {
        let mut graph = Builder::new(3);
        // the need applies to industry 7 only; size divides nobody
        graph.all(0, &[1]);
        graph.all(1, &[2]);
        let free = graph.given(1);
        graph.when(free, Atom::is_not(0, 7));
        let small = graph.given(0);
        graph.when(small, Atom::is(9, 1));
        graph.when(small, Atom::is_not(0, 7));
        let graph = graph.build();
        let classes = Classes::of(&graph, &graph.cone(&[0]), 64).expect("four classes");
        let found = graph.by_class(&classes);
        assert_eq!(classes.count(), 4);
        assert_eq!(found.smallest_profile(0), Some(BTreeMap::from([(0, Some(7))])));
        assert_eq!(found.smallest_profile(2), Some(BTreeMap::new()));
    }

    #[test]
    fn too_many_classes_are_counted_not_built() {
        let mut graph = Builder::new(1);
        for attribute in 0..80 {
            let way = graph.given(0);
            graph.when(way, Atom::is(attribute, 1));
        }
        let graph = graph.build();
        assert_eq!(Classes::of(&graph, &[0], 4096), Err(TooMany { classes: usize::MAX }));
    }

    #[test]
    fn counts_in_every_bit_at_once() {
        let masks = [0b0111, 0b0110, 0b1100];
        assert_eq!(at_least(2, masks.into_iter()), 0b0110);
        assert_eq!(at_least(3, masks.into_iter()), 0b0100);
    }

    fn guards() -> impl Strategy<Value = Vec<(usize, u32, u32, bool)>> {
        prop::collection::vec((0..13_usize, 0..3_u32, 0..3_u32, prop::bool::ANY), 0..9)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn each_class_has_what_it_has_alone(ways in oracle::ways(), guards in guards()) {
            let mut builder = Builder::new(oracle::NODES);
            for (target, least, demands) in &ways {
                builder.way(*target, *least, demands);
            }
            for (way, attribute, value, equal) in guards.iter().filter(|guard| guard.0 < ways.len()) {
                builder.when(*way as u32, Atom { attribute: *attribute, value: *value, equal: *equal });
            }
            let graph = builder.build();
            let all: Vec<u32> = (0..oracle::NODES).collect();
            let classes = Classes::of(&graph, &all, 4096).expect("at most 64");
            let found = graph.by_class(&classes);
            for class in 0..classes.count() {
                let got = graph.under(&classes.profile(class)).obtainable();
                for node in 0..oracle::NODES {
                    prop_assert_eq!(found.has(class, node), got.has(node));
                }
            }
            for node in 0..oracle::NODES {
                let smallest = found.smallest_profile(node);
                prop_assert_eq!(smallest.is_some(), !found.blocked(node).is_empty());
                let Some(smallest) = smallest else { continue };
                let fits = |class: &usize| smallest.iter().all(|(a, value)| classes.value(*class, *a) == *value);
                prop_assert!((0..classes.count()).filter(fits).all(|class| !found.has(class, node)));
            }
        }
    }
}
