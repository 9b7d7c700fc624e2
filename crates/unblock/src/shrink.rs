//! Makes a set of nodes that block one another as small as it can be and still block.
//!
//! A set is *unfounded* when no way leads to any member even if everything outside the set could be
//! had. The set given in is unfounded; the core given out is, and no part of it is any more.

use crate::NodeId;
use crate::csr::{Rows, place};
use crate::graph::Graph;

/// Steps spent on finding a shortest ring before the next best is taken.
const RING_BUDGET: usize = 4_000_000;

/// Members numbered from 0, ways to them numbered from 0, only what lies inside.
pub(crate) struct Core<'g> {
    graph: &'g Graph,
    members: Vec<NodeId>,
    alive: Vec<bool>,
    left: usize,
    target: Vec<u32>,
    /// per way: members it demands beyond those it can do without; it is shut while this is above 0
    spare: Vec<i64>,
    demands: Rows,
    used_by: Rows,
    ways: Rows,
    /// every member has one way, and any one member missing shuts it
    plain: bool,
}

impl<'g> Core<'g> {
    /// `members` is unfounded; `local` is scratch space as long as the graph, whatever it holds.
    pub(crate) fn new(graph: &'g Graph, members: Vec<NodeId>, local: &mut [u32]) -> Core<'g> {
        for (at, node) in members.iter().enumerate() {
            local[*node as usize] = at as u32;
        }
        let inside = |local: &[u32], node: NodeId| {
            let at = local[node as usize];
            members.get(at as usize).filter(|member| **member == node).map(|_| at)
        };
        let (mut target, mut spare, mut starts, mut demands) = (Vec::new(), Vec::new(), vec![0], Vec::new());
        let mut plain = true;
        for (at, node) in members.iter().enumerate() {
            let before = target.len();
            for (way, need) in graph.open_ways(*node) {
                let all = graph.demands(way);
                let from = demands.len();
                demands.extend(all.iter().filter_map(|demand| inside(local, *demand)));
                spare.push((demands.len() - from) as i64 - all.len() as i64 + i64::from(need));
                starts.push(place(demands.len()));
                target.push(at as u32);
                plain &= need as usize == all.len();
            }
            plain &= target.len() == before + 1;
        }
        let demands = Rows::packed(starts, demands);
        let used_by = demands.turned(members.len());
        let ways = Rows::pack_from(members.len(), target.len(), || {
            target.iter().enumerate().map(|(way, target)| (*target, way as u32))
        });
        let left = members.len();
        Core { graph, alive: vec![true; left], left, members, target, spare, demands, used_by, ways, plain }
    }

    /// The inclusion-minimal core, things before inner nodes, smallest number first.
    pub(crate) fn shrink(mut self) -> Vec<NodeId> {
        if self.plain && self.left > 1 {
            self.keep_shortest_ring();
        }
        let mut needed = vec![false; self.members.len()];
        for inner in [false, true] {
            for at in 0..self.members.len() as u32 {
                let candidate = self.alive[at as usize] && !needed[at as usize];
                if candidate && self.graph.is_inner(self.members[at as usize]) == inner {
                    self.try_without(at, &mut needed);
                }
            }
        }
        let alive = self.alive;
        self.members.into_iter().enumerate().filter(|(at, _)| alive[*at]).map(|(_, node)| node).collect()
    }

    /// Takes a member out, with all that then can be had; puts everything back when nothing is left.
    fn try_without(&mut self, at: u32, needed: &mut [bool]) {
        let freed = self.free(at);
        if self.left > 0 {
            return;
        }
        for &node in freed.iter().rev() {
            self.alive[node as usize] = true;
            self.left += 1;
            for &way in self.used_by.row(node) {
                self.spare[way as usize] += 1;
            }
        }
        self.mark_needed(at, needed);
    }

    /// Member `at` can be had: which others then can, in order, `at` first.
    fn free(&mut self, at: u32) -> Vec<u32> {
        let mut freed = vec![at];
        self.alive[at as usize] = false;
        let mut done = 0;
        while let Some(&node) = freed.get(done) {
            done += 1;
            self.left -= 1;
            for &way in self.used_by.row(node) {
                self.spare[way as usize] -= 1;
                let target = self.target[way as usize];
                if self.spare[way as usize] == 0 && std::mem::replace(&mut self.alive[target as usize], false) {
                    freed.push(target);
                }
            }
        }
        freed
    }

    /// `at` cannot be left out; so cannot any member that would free it at once.
    fn mark_needed(&self, at: u32, needed: &mut [bool]) {
        let mut open = vec![at];
        needed[at as usize] = true;
        while let Some(node) = open.pop() {
            let tight = self.ways.row(node).iter().filter(|way| self.spare[**way as usize] == 1);
            for &demand in tight.flat_map(|way| self.demands.row(*way)) {
                if self.alive[demand as usize] && !std::mem::replace(&mut needed[demand as usize], true) {
                    open.push(demand);
                }
            }
        }
    }

    /// Where each member has one way and one missing demand shuts it, a ring is a core, and the
    /// shortest ring holds no smaller one. Other *things* are let go; inner nodes stay to be judged.
    fn keep_shortest_ring(&mut self) {
        let mut keep = vec![false; self.members.len()];
        for at in self.shortest_ring() {
            keep[at as usize] = true;
        }
        for at in 0..self.members.len() as u32 {
            let thing = !self.graph.is_inner(self.members[at as usize]);
            if thing && !keep[at as usize] && self.alive[at as usize] {
                self.free(at);
            }
        }
    }

    fn shortest_ring(&self) -> Vec<u32> {
        let n = self.members.len();
        let mut best: Vec<u32> = Vec::new();
        let mut parent = vec![(u32::MAX, 0_u32); n];
        let mut spent = 0;
        for root in 0..n as u32 {
            let mut queue = vec![(root, 0_usize)];
            parent[root as usize] = (root, root);
            let mut done = 0;
            let mut end = None;
            'walk: while let Some(&(node, depth)) = queue.get(done) {
                done += 1;
                if !best.is_empty() && depth + 1 >= best.len() {
                    break;
                }
                // one way each: row `node` of the ways is the way of member `node`
                for &next in self.demands.row(node) {
                    spent += 1;
                    if next == root {
                        end = Some(node);
                        break 'walk;
                    }
                    if parent[next as usize].0 != root {
                        parent[next as usize] = (root, node);
                        queue.push((next, depth + 1));
                    }
                }
            }
            if let Some(end) = end {
                let back = |at: &u32| (*at != root).then(|| parent[*at as usize].1);
                best = std::iter::successors(Some(end), back).collect();
            }
            if best.len() == 1 || (spent > RING_BUDGET && !best.is_empty()) {
                break;
            }
        }
        best
    }
}
