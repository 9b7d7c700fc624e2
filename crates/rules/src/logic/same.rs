//! Words for columns of which some must be the same and some must differ.

use std::collections::BTreeMap;

use super::Why;
use super::set::Set;

/// Most words put in.
const TRIES_MAX: usize = 20_000;

/// A word for every column named; `None` = there are none.
pub(super) fn tell_apart(sets: &[Set], pairs: &[(usize, usize, bool)]) -> Result<Option<Vec<(usize, usize)>>, Why> {
    let mut group: BTreeMap<usize, usize> = pairs.iter().flat_map(|(a, b, _)| [(*a, *a), (*b, *b)]).collect();
    for (a, b, _) in pairs.iter().filter(|(_, _, same)| *same) {
        let (ours, theirs) = (group[a], group[b]);
        group.values_mut().filter(|leader| **leader == theirs).for_each(|leader| *leader = ours);
    }
    let mut shared: BTreeMap<usize, Set> = BTreeMap::new();
    for (column, leader) in &group {
        let both = shared.get(leader).map_or_else(|| sets[*column].clone(), |set| set.and(&sets[*column]));
        shared.insert(*leader, both);
    }
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (a, b, _) in pairs.iter().filter(|(_, _, same)| !*same) {
        if group[a] == group[b] {
            return Ok(None);
        }
        apart.push((group[a], group[b]));
    }
    // the fewest words first
    let mut leaders: Vec<(usize, Vec<usize>)> = shared.iter().map(|(leader, set)| (*leader, set.places())).collect();
    leaders.sort_by_key(|(_, places)| places.len());
    let Some(chosen) = choose(&leaders, &apart)? else { return Ok(None) };
    Ok(Some(group.iter().map(|(column, leader)| (*column, chosen[leader])).collect()))
}

/// One word for each, so that those apart differ; tried in order, going back where none is left.
fn choose(leaders: &[(usize, Vec<usize>)], apart: &[(usize, usize)]) -> Result<Option<BTreeMap<usize, usize>>, Why> {
    let mut next = vec![0usize; leaders.len()];
    let mut chosen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut at = 0;
    for _ in 0..TRIES_MAX {
        let Some((leader, places)) = leaders.get(at) else {
            return Ok(Some(chosen));
        };
        chosen.remove(leader);
        let fits = |place: usize| {
            apart.iter().all(|(a, b)| {
                let other = if a == leader { b } else { a };
                (a != leader && b != leader) || chosen.get(other) != Some(&place)
            })
        };
        let found = (next[at]..places.len()).find(|index| fits(places[*index]));
        match found {
            Some(index) => {
                chosen.insert(*leader, places[index]);
                next[at] = index + 1;
                at += 1;
                if let Some(fresh) = next.get_mut(at) {
                    *fresh = 0;
                }
            }
            None if at == 0 => return Ok(None),
            None => at -= 1,
        }
    }
    Err(Why::TooMuch)
}
