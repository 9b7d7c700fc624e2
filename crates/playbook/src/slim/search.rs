//! The least a set of demands costs in one column, when papers obtained once may serve several demands.

use std::collections::BTreeSet;

use crate::model::{Demand, Evidence, Issuer, Playbook};

/// Most choices looked at before the best found so far is taken.
const CHOICES_MAX: u32 = 200_000;

/// A sum, and whether it is proven to be the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Least {
    pub cost: u64,
    pub exact: bool,
}

/// What choosing one paper costs: what its maker spends on it each time, and papers that are got once.
struct Choice<'a> {
    each_time: u64,
    once: BTreeSet<&'a str>,
}

struct Asked<'a> {
    enough: usize,
    of: Vec<Choice<'a>>,
}

/// Nobody issues it (any more) and no authority holds it.
pub(super) fn has_source(evidence: &Evidence) -> bool {
    let issued = !evidence.issuers.is_empty() && evidence.abolished_by.is_none();
    issued || !evidence.held_by.is_empty()
}

/// What the applicant writes is written anew each time it is asked for; what others issue is got once.
pub(super) fn is_made_each_time(evidence: &Evidence) -> bool {
    evidence.issuers.contains(&Issuer::Applicant)
}

/// The papers of a demand that can be had, or all when too few can.
pub(super) fn open_choices<'a>(playbook: &'a Playbook, demand: &Demand) -> Vec<&'a Evidence> {
    let all: Vec<&Evidence> = demand.evidence().iter().filter_map(|id| playbook.evidence.get(id)).collect();
    let open: Vec<&Evidence> = all.iter().copied().filter(|evidence| has_source(evidence)).collect();
    if open.len() >= demand.enough() { open } else { all }
}

/// The least of one column over all demands.
pub(super) fn least(playbook: &Playbook, demands: &[&Demand], column: fn(&Evidence) -> u64) -> Least {
    let asked: Vec<Asked<'_>> = demands
        .iter()
        .map(|demand| {
            let open = open_choices(playbook, demand);
            let of: Vec<_> = open.iter().map(|evidence| choice(playbook, evidence, column)).collect();
            Asked { enough: demand.enough().min(of.len()), of }
        })
        .collect();
    let price = |id: &str| playbook.evidence.get(id).map_or(0, column);
    let mut search = Search { price: &price, best: u64::MAX, looked_at: 0 };
    let (forced, free): (Vec<&Asked<'_>>, Vec<&Asked<'_>>) = asked.iter().partition(|a| a.of.len() <= a.enough);
    let mut taken = BTreeSet::new();
    let mut cost = 0_u64;
    for choice in forced.iter().flat_map(|a| &a.of) {
        cost = cost.saturating_add(search.add(choice, &mut taken));
    }
    // what shares nothing with other demands is decided by itself
    let mut entangled: Vec<&Asked<'_>> = Vec::new();
    for (at, asked) in free.iter().enumerate() {
        let others = free.iter().enumerate().filter(|(place, _)| *place != at).flat_map(|(_, a)| &a.of);
        let elsewhere: BTreeSet<&str> = others.flat_map(|c| c.once.iter().copied()).collect();
        let shared = |c: &Choice<'_>| c.once.iter().any(|id| !taken.contains(id) && elsewhere.contains(id));
        let within = asked.enough > 1 && asked.of.iter().any(|c| !c.once.is_empty());
        if within || asked.of.iter().any(shared) {
            entangled.push(asked);
            continue;
        }
        let mut prices: Vec<u64> = asked.of.iter().map(|c| search.more(c, &taken)).collect();
        prices.sort_unstable();
        cost = prices[..asked.enough].iter().fold(cost, |sum, more| sum.saturating_add(*more));
    }
    search.look(&entangled, 0, 0, asked_left(&entangled, 0), &taken, cost);
    Least { cost: search.best, exact: search.looked_at < CHOICES_MAX }
}

fn asked_left(asked: &[&Asked<'_>], at: usize) -> usize {
    asked.get(at).map_or(0, |asked| asked.enough)
}

fn choice<'a>(playbook: &'a Playbook, evidence: &'a Evidence, column: fn(&Evidence) -> u64) -> Choice<'a> {
    let mut once = BTreeSet::new();
    let mut open: Vec<&str> = evidence.requires.iter().map(String::as_str).collect();
    let own = is_made_each_time(evidence);
    if !own {
        open.push(&evidence.id);
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(found) = playbook.evidence.get(id)
        {
            if column(found) > 0 {
                once.insert(id);
            }
            open.extend(found.requires.iter().map(String::as_str));
        }
    }
    Choice { each_time: if own { column(evidence) } else { 0 }, once }
}

struct Search<'s> {
    price: &'s dyn Fn(&str) -> u64,
    best: u64,
    looked_at: u32,
}

impl Search<'_> {
    fn more(&self, choice: &Choice<'_>, taken: &BTreeSet<&str>) -> u64 {
        let new = choice.once.iter().filter(|id| !taken.contains(*id));
        new.fold(choice.each_time, |sum, id| sum.saturating_add((self.price)(id)))
    }

    fn add<'a>(&self, choice: &Choice<'a>, taken: &mut BTreeSet<&'a str>) -> u64 {
        let more = self.more(choice, taken);
        taken.extend(&choice.once);
        more
    }

    /// Branch and bound: `left` choices still to be made for `asked[at]`, from its choice `from` on. As deep as there
    /// are choices to be made, which the limits of a playbook's size bound.
    fn look<'a>(
        &mut self,
        asked: &[&Asked<'a>],
        at: usize,
        from: usize,
        left: usize,
        taken: &BTreeSet<&'a str>,
        cost: u64,
    ) {
        let Some(now) = asked.get(at) else {
            self.best = self.best.min(cost);
            return;
        };
        if left == 0 {
            self.look(asked, at + 1, 0, asked_left(asked, at + 1), taken, cost);
            return;
        }
        let mut order: Vec<usize> = (from..now.of.len()).collect();
        if left == 1 {
            order.sort_by_key(|choice| self.more(&now.of[*choice], taken));
        }
        for place in order {
            if now.of.len() - place < left {
                continue;
            }
            self.looked_at = self.looked_at.saturating_add(1);
            if self.looked_at >= CHOICES_MAX && self.best < u64::MAX {
                return;
            }
            let mut with = taken.clone();
            let so_far = cost.saturating_add(self.add(&now.of[place], &mut with));
            if so_far < self.best {
                self.look(asked, at, place + 1, left - 1, &with, so_far);
            }
        }
    }
}
