//! The cheapest choice of elements that meets every one of a family of sets, by branch and bound.

use std::collections::BTreeMap;

/// A choice and what is known of the best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) chosen: Vec<u32>,
    pub(crate) cost: u64,
    /// no choice costs less; equal to `cost` when proven the best
    pub(crate) bound: u64,
}

/// Meets all `sets` (none of them empty) at the least `cost`, looking at no more than `nodes`
/// branches. Sets that share no element are solved apart.
pub(crate) fn hit(sets: &[Vec<u32>], cost: impl Fn(u32) -> u64, nodes: &mut usize) -> Hit {
    let mut all = Hit { chosen: Vec::new(), cost: 0, bound: 0 };
    for part in parts(sets) {
        let found = Search::new(&part, &cost).run(nodes);
        all.cost = all.cost.saturating_add(found.cost);
        all.bound = all.bound.saturating_add(found.bound);
        all.chosen.extend(found.chosen);
    }
    all.chosen.sort_unstable();
    all
}

/// The sets grouped so that no element is in two groups.
fn parts(sets: &[Vec<u32>]) -> Vec<Vec<&[u32]>> {
    let mut leader: Vec<usize> = (0..sets.len()).collect();
    let mut holder: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, set) in sets.iter().enumerate() {
        for element in set {
            let other = *holder.entry(*element).or_insert(at);
            let (a, b) = (find(&mut leader, at), find(&mut leader, other));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<&[u32]>> = BTreeMap::new();
    for (at, set) in sets.iter().enumerate() {
        groups.entry(find(&mut leader, at)).or_default().push(set);
    }
    groups.into_values().collect()
}

fn find(leader: &mut [usize], mut at: usize) -> usize {
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}

/// One group, elements numbered from 0, cheapest and most frequent first in each set.
struct Search {
    names: Vec<u32>,
    cost: Vec<u64>,
    sets: Vec<Vec<usize>>,
    holders: Vec<Vec<usize>>,
    /// per set, how many chosen elements it holds
    hits: Vec<u32>,
    barred: Vec<bool>,
    chosen: Vec<usize>,
    spent: u64,
    best: Vec<usize>,
    best_cost: u64,
}

/// A set being branched on: its elements not yet tried begin at `next`.
struct Branch {
    set: usize,
    next: usize,
    taken: bool,
    barred: Vec<usize>,
}

impl Search {
    fn new(sets: &[&[u32]], cost: &impl Fn(u32) -> u64) -> Search {
        let mut names: Vec<u32> = sets.iter().flat_map(|set| set.iter().copied()).collect();
        names.sort_unstable();
        names.dedup();
        let place = |name: &u32| names.binary_search(name).expect("every element was just named");
        let mut sets: Vec<Vec<usize>> = sets.iter().map(|set| set.iter().map(place).collect()).collect();
        for set in &mut sets {
            set.sort_unstable();
            set.dedup();
        }
        let mut holders = vec![Vec::new(); names.len()];
        for (at, set) in sets.iter().enumerate() {
            set.iter().for_each(|element| holders[*element].push(at));
        }
        let cost: Vec<u64> = names.iter().map(|name| cost(*name)).collect();
        for set in &mut sets {
            set.sort_by(|a, b| {
                let (left, right) = (cost[*a] as u128, cost[*b] as u128);
                (left * holders[*b].len() as u128).cmp(&(right * holders[*a].len() as u128)).then(a.cmp(b))
            });
        }
        Search {
            hits: vec![0; sets.len()],
            barred: vec![false; names.len()],
            chosen: Vec::new(),
            spent: 0,
            best: Vec::new(),
            best_cost: u64::MAX,
            names,
            cost,
            sets,
            holders,
        }
    }

    fn run(mut self, nodes: &mut usize) -> Hit {
        self.greedy();
        let mut bound = self.packing().unwrap_or(0);
        if bound < self.best_cost && self.search(nodes) {
            bound = self.best_cost;
        }
        let chosen = self.best.iter().map(|element| self.names[*element]).collect();
        Hit { chosen, cost: self.best_cost, bound: bound.min(self.best_cost) }
    }

    /// Takes the element with the least cost per set met, over and over; then drops what is not needed.
    fn greedy(&mut self) {
        let mut left = self.sets.len();
        while left > 0 {
            let fresh = |element: usize| self.holders[element].iter().filter(|set| self.hits[**set] == 0).count();
            let ratio = |(a, a_new): (usize, usize), (b, b_new): (usize, usize)| {
                (u128::from(self.cost[a]) * b_new as u128).cmp(&(u128::from(self.cost[b]) * a_new as u128))
            };
            let scored = (0..self.names.len()).map(|element| (element, fresh(element))).filter(|(_, new)| *new > 0);
            let Some((element, new)) = scored.min_by(|a, b| ratio(*a, *b)) else { break };
            self.take(element);
            left -= new;
        }
        for element in self.chosen.clone() {
            if self.holders[element].iter().all(|set| self.hits[*set] > 1) {
                self.drop(element);
            }
        }
        self.keep_if_best();
        for element in self.chosen.clone() {
            self.drop(element);
        }
    }

    /// Depth first. True when it ended before the branches ran out.
    fn search(&mut self, nodes: &mut usize) -> bool {
        let mut path: Vec<Branch> = Vec::new();
        let mut descend = true;
        loop {
            if descend {
                if *nodes == 0 {
                    return false;
                }
                *nodes -= 1;
                if let Some(set) = self.promising() {
                    path.push(Branch { set, next: 0, taken: false, barred: Vec::new() });
                }
            }
            let Some(mut branch) = path.pop() else { return true };
            if branch.taken {
                // that element was tried: from here on it is out
                let element = self.sets[branch.set][branch.next];
                self.drop(element);
                self.barred[element] = true;
                branch.barred.push(element);
                branch.next += 1;
                branch.taken = false;
            }
            let set = &self.sets[branch.set];
            while set.get(branch.next).is_some_and(|element| self.barred[*element]) {
                branch.next += 1;
            }
            match set.get(branch.next).copied() {
                Some(element) => {
                    self.take(element);
                    branch.taken = true;
                    path.push(branch);
                    descend = true;
                }
                None => {
                    branch.barred.iter().for_each(|element| self.barred[*element] = false);
                    descend = false;
                }
            }
        }
    }

    /// The set to branch on, when the choice so far can still become the best.
    fn promising(&mut self) -> Option<usize> {
        let bound = self.packing()?;
        if self.spent.saturating_add(bound) >= self.best_cost {
            return None;
        }
        let free = |set: &usize| self.sets[*set].iter().filter(|element| !self.barred[**element]).count();
        let next = (0..self.sets.len()).filter(|set| self.hits[*set] == 0).min_by_key(free);
        if next.is_none() {
            self.keep_if_best();
        }
        next
    }

    /// Sets not met that share no element each cost at least their cheapest one. None when a set
    /// has nothing left to take.
    fn packing(&self) -> Option<u64> {
        let mut used = vec![false; self.names.len()];
        let mut open: Vec<usize> = (0..self.sets.len()).filter(|set| self.hits[*set] == 0).collect();
        open.sort_by_key(|set| self.sets[*set].len());
        let mut bound = 0_u64;
        for set in open {
            let mut free = self.sets[set].iter().filter(|element| !self.barred[**element]).peekable();
            free.peek()?;
            if free.clone().all(|element| !used[*element]) {
                bound = bound.saturating_add(free.clone().map(|element| self.cost[*element]).min().unwrap_or(0));
                free.for_each(|element| used[*element] = true);
            }
        }
        Some(bound)
    }

    fn take(&mut self, element: usize) {
        self.chosen.push(element);
        self.spent = self.spent.saturating_add(self.cost[element]);
        self.holders[element].iter().for_each(|set| self.hits[*set] += 1);
    }

    fn drop(&mut self, element: usize) {
        self.chosen.retain(|other| *other != element);
        self.spent = self.spent.saturating_sub(self.cost[element]);
        self.holders[element].iter().for_each(|set| self.hits[*set] -= 1);
    }

    fn keep_if_best(&mut self) {
        if self.spent < self.best_cost {
            self.best_cost = self.spent;
            self.best.clone_from(&self.chosen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_element_that_meets_all_beats_two_cheap_ones() {
        let sets = [vec![0, 1], vec![1, 2], vec![3]];
        let found = hit(&sets, |element| [2, 3, 2, 5][element as usize], &mut 1000);
        assert_eq!(found, Hit { chosen: vec![1, 3], cost: 8, bound: 8 });
    }

    #[test]
    fn without_branches_the_gap_is_told() {
        // a triangle: two of three elements are needed, one disjoint set proves only one
        let sets = [vec![0, 1], vec![1, 2], vec![0, 2]];
        let found = hit(&sets, |_| 1, &mut 0);
        assert_eq!((found.cost, found.bound), (2, 1));
        assert_eq!(hit(&sets, |_| 1, &mut 100).bound, 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn agrees_with_trying_everything(
            sets in prop::collection::vec(prop::collection::vec(0..8_u32, 1..4), 0..9),
            costs in prop::collection::vec(0..6_u64, 8),
        ) {
            let meets = |choice: u32| sets.iter().all(|set| set.iter().any(|element| choice >> element & 1 == 1));
            let price = |choice: u32| (0..8).filter(|e| choice >> e & 1 == 1).map(|e| costs[e as usize]).sum::<u64>();
            let best = (0..256).filter(|choice| meets(*choice)).map(price).min();
            let found = hit(&sets, |element| costs[element as usize], &mut 100_000);
            let choice = found.chosen.iter().fold(0, |bits, element| bits | 1 << element);
            prop_assert!(meets(choice));
            prop_assert_eq!(price(choice), found.cost);
            prop_assert_eq!(Some(found.cost), best);
            prop_assert_eq!(found.bound, found.cost);
        }
    }
}
