//! Ways through a process: which flows lead back, and the longest way when nothing is repeated.

use std::collections::VecDeque;

use crate::model::{Kind, Process};
use crate::net::Net;

/// The longest way through a process, each node counted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Longest {
    /// Milliseconds.
    pub total: u64,
    /// The nodes on it that take time, in order.
    pub nodes: Vec<usize>,
    /// Flows that lead back and were not walked again.
    pub back: Vec<usize>,
}

/// The longest way, by the time limits of the nodes on it; side by side counts once, as does every loop.
pub fn longest(process: &Process, form: crate::Form) -> Longest {
    let net = Net::of(process, form);
    let back = back_flows(&net);
    let pairs = forward(&net, &back);
    let counts = on_a_way(&net, &pairs);
    // whole minutes, so that a century fits the planner's durations
    let minutes = |ms: u64| u32::try_from(ms.div_ceil(60_000)).unwrap_or(u32::MAX);
    let of = |(at, node): (usize, &crate::Node)| if counts[at] { node.limit.map_or(0, minutes) } else { 0 };
    let durations: Vec<u32> = process.nodes.iter().enumerate().map(of).collect();
    let plan = unblock::schedule(&durations, &pairs).expect("flows that lead back were taken out");
    let nodes: Vec<usize> = plan.critical.iter().map(|at| *at as usize).filter(|at| durations[*at] > 0).collect();
    let total = nodes.iter().filter_map(|at| process.nodes[*at].limit).fold(0, u64::saturating_add);
    Longest { total, nodes, back }
}

/// The nodes on some way from a start to an end that repeats nothing: what is only come to by being sent back is on
/// none. Where a process has no end, all that a start leads to.
fn on_a_way(net: &Net<'_>, pairs: &[(u32, u32)]) -> Vec<bool> {
    let n = net.process.nodes.len();
    let spread = |from: Vec<usize>, backwards: bool| {
        let mut next = vec![Vec::new(); n];
        for (earlier, later) in pairs {
            let (from, to) = if backwards { (*later, *earlier) } else { (*earlier, *later) };
            next[from as usize].push(to as usize);
        }
        let mut seen = vec![false; n];
        let mut open = from;
        open.iter().for_each(|at| seen[*at] = true);
        while let Some(at) = open.pop() {
            open.extend(next[at].iter().copied().filter(|to| !std::mem::replace(&mut seen[*to], true)));
        }
        seen
    };
    let ends: Vec<usize> = (0..n).filter(|at| net.ends(*at)).collect();
    let begun = spread(net.process.starts(), false);
    let ended = if ends.is_empty() { vec![true; n] } else { spread(ends, true) };
    begun.iter().zip(ended).map(|(begun, ended)| *begun && ended).collect()
}

/// Pairs of nodes, earlier and later, without the flows that lead back. A boundary event comes with what it stands at.
pub(crate) fn forward(net: &Net<'_>, back: &[usize]) -> Vec<(u32, u32)> {
    let number = |node: usize| u32::try_from(node).expect("a file of bounded size holds fewer nodes");
    let mut leads_back = vec![false; net.process.flows.len()];
    back.iter().for_each(|at| leads_back[*at] = true);
    let flows = net.process.flows.iter().zip(&leads_back).filter(|(_, back)| !**back);
    let mut pairs: Vec<(u32, u32)> = flows.map(|(flow, _)| (number(flow.from), number(flow.to))).collect();
    for (host, events) in net.edge.iter().enumerate() {
        pairs.extend(events.iter().map(|(event, _)| (number(host), number(*event))));
    }
    pairs
}

/// The flows that lead back to a node on the way to them, walking from the starts in the order of the file.
pub(crate) fn back_flows(net: &Net<'_>) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        OnTheWay,
        Done,
    }
    let n = net.process.nodes.len();
    let mut seen = vec![Seen::Not; n];
    let mut back = Vec::new();
    let step = |node: usize, at: usize| -> Option<(Option<usize>, usize)> {
        let flows = net.out[node].len();
        match net.out[node].get(at) {
            Some(flow) => Some((Some(*flow), net.process.flows[*flow].to)),
            None => net.edge[node].get(at - flows).map(|(event, _)| (None, *event)),
        }
    };
    for root in net.process.starts().into_iter().chain(0..n) {
        if seen[root] != Seen::Not {
            continue;
        }
        seen[root] = Seen::OnTheWay;
        let mut way: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, at)) = way.last_mut() {
            let (here, next) = (*node, step(*node, *at));
            *at += 1;
            match next {
                None => {
                    seen[here] = Seen::Done;
                    way.pop();
                }
                Some((flow, to)) => match seen[to] {
                    Seen::Not => {
                        seen[to] = Seen::OnTheWay;
                        way.push((to, 0));
                    }
                    Seen::OnTheWay => back.extend(flow),
                    Seen::Done => {}
                },
            }
        }
    }
    back
}

/// A shortest way from one node to another along flows, both in it; empty when there is none.
pub(crate) fn shortest(net: &Net<'_>, from: usize, to: usize) -> Vec<usize> {
    let mut before = vec![usize::MAX; net.process.nodes.len()];
    let mut open = VecDeque::from([from]);
    before[from] = from;
    while let Some(node) = open.pop_front() {
        if node == to {
            let mut way = vec![to];
            while way[way.len() - 1] != from {
                way.push(before[way[way.len() - 1]]);
            }
            way.reverse();
            return way;
        }
        for next in net.next(node) {
            if before[next] == usize::MAX {
                before[next] = node;
                open.push_back(next);
            }
        }
    }
    Vec::new()
}

/// True for nodes at which a case lies while somebody works or waits.
pub(crate) fn takes_time(kind: Kind) -> bool {
    matches!(kind, Kind::Task | Kind::Sub(_) | Kind::Event)
}
