//! What can happen when a process runs: tokens moved along the flows, every order and every choice.
//!
//! A state is the set of flows on which something is under way. Moves that no other move can disturb are made at
//! once (they change neither what can get stuck nor what can meet); only choices, ways behind a merge and ends that
//! end everything are tried in every order. So a lock is found with the choices that lead into it, and what is not
//! found is not there, within the number of states looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::model::Kind;
use crate::net::{Join, Net, Split};

/// Most states looked at in one process.
const STATES_MAX: usize = 20_000;
/// Most ways out of which a node may choose several at once.
const SUBSETS_MAX: usize = 8;
/// Most tokens and flows looked at, over all states: some tenths of a second.
const WORK_MAX: usize = 20_000_000;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Joins that can wait for ever.
    pub(crate) stuck: Vec<Stuck>,
    /// Flows on which a second token can come while the first is still there, with the choices made before.
    pub(crate) doubled: Vec<(usize, Vec<usize>)>,
    /// False when the process has more states than are looked at.
    pub(crate) whole: bool,
}

/// One join that waits for ever.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stuck {
    /// The join.
    pub(crate) join: usize,
    /// Flows on which somebody waits.
    pub(crate) there: Vec<usize>,
    /// Flows on which nobody will come.
    pub(crate) missing: Vec<usize>,
    /// Flows taken where there was a choice, first to last.
    pub(crate) choices: Vec<usize>,
}

/// Flows with a token, sorted.
type State = Vec<u32>;

/// Runs the process from each of its starts.
pub(crate) fn run(net: &Net<'_>) -> Found {
    let found = Found { whole: true, ..Found::default() };
    let mut runner = Runner { net, able: BTreeMap::new(), work: 0, found };
    let mut left = STATES_MAX;
    for start in net.process.starts() {
        left = runner.from(start, left);
    }
    runner.found.stuck.sort_by_key(|stuck| stuck.join);
    runner.found.doubled.sort();
    runner.found
}

struct Runner<'a, 'b> {
    net: &'b Net<'a>,
    /// For a flow into an inclusive join: nodes from which it can be reached without passing the join.
    able: BTreeMap<usize, Vec<bool>>,
    work: usize,
    found: Found,
}

/// How a state came about: the state before, and the flow chosen.
type Trail = Vec<(usize, Option<usize>)>;

impl Runner<'_, '_> {
    fn from(&mut self, start: usize, left: usize) -> usize {
        let mut trail: Trail = Vec::new();
        let mut states: Vec<State> = Vec::new();
        let mut known: HashMap<State, usize> = HashMap::new();
        let mut open = VecDeque::new();
        let root: Trail = vec![(usize::MAX, None)];
        let options = self.options(start);
        let choice = options.len() > 1;
        for option in options {
            let mut state = State::new();
            for flow in &option {
                self.put(&mut state, *flow, 0, &root);
            }
            let chosen = option.first().copied().filter(|_| choice);
            self.keep(state, (usize::MAX, chosen), &mut trail, &mut states, &mut known, &mut open);
        }
        while let Some(at) = open.pop_front() {
            if states.len() > left || self.work > WORK_MAX {
                self.found.whole = false;
                return 0;
            }
            let state = states[at].clone();
            let mut moved = false;
            for &token in &state {
                let node = self.net.process.flows[token as usize].to;
                let Some(used) = self.enabled(&state, token as usize, node) else { continue };
                moved = true;
                let options = self.options(node);
                let choice = options.len() > 1;
                for option in options {
                    self.work += state.len();
                    let mut next: State = state.iter().copied().filter(|flow| !used.contains(flow)).collect();
                    if self.net.process.nodes[node].kind == Kind::End(true) {
                        next.clear();
                    }
                    for flow in &option {
                        self.put(&mut next, *flow, at, &trail);
                    }
                    let chosen = option.first().copied().filter(|_| choice);
                    self.keep(next, (at, chosen), &mut trail, &mut states, &mut known, &mut open);
                }
            }
            if !moved && !state.is_empty() {
                self.stuck(&state, at, &trail);
            }
        }
        left - states.len().min(left)
    }

    /// Settles a state and keeps it, if it is new.
    fn keep(
        &mut self,
        mut state: State,
        came: (usize, Option<usize>),
        trail: &mut Trail,
        states: &mut Vec<State>,
        known: &mut HashMap<State, usize>,
        open: &mut VecDeque<usize>,
    ) {
        trail.push(came);
        let at = trail.len() - 1;
        self.settle(&mut state, at, trail);
        if known.contains_key(&state) {
            trail.pop();
            return;
        }
        known.insert(state.clone(), at);
        states.push(state);
        open.push_back(at);
    }

    /// Makes every move that nothing else can disturb.
    fn settle(&mut self, state: &mut State, at: usize, trail: &Trail) {
        let mut at_once: BTreeSet<u32> = state.iter().copied().collect();
        while let Some(token) = at_once.pop_first() {
            let flow = &self.net.process.flows[token as usize];
            let to = flow.to;
            let options = self.options(to);
            let free = options.len() == 1
                && !self.merged(token as usize)
                && (self.net.join(to) != Join::All || !self.net.into[to].iter().any(|flow| self.merged(*flow)))
                && self.net.process.nodes[to].kind != Kind::End(true)
                && self.net.join(to) != Join::Some;
            if self.work > WORK_MAX {
                self.found.whole = false;
                return;
            }
            if !free {
                continue;
            }
            let Some(used) = self.enabled(state, token as usize, to) else { continue };
            self.work += state.len();
            match used[..] {
                [only] => state.retain(|flow| *flow != only),
                _ => state.retain(|flow| self.net.process.flows[*flow as usize].to != to),
            }
            for flow in &options[0] {
                self.put(state, *flow, at, trail);
                at_once.insert(*flow as u32);
            }
        }
    }

    /// True for a flow behind a node to which several ways lead, each passing by itself: here a second token may come.
    fn merged(&self, flow: usize) -> bool {
        let from = self.net.process.flows[flow].from;
        self.net.into[from].len() > 1 && self.net.join(from) != Join::All
    }

    /// The tokens a node would take if it moved now because of `token`; None when it must wait.
    fn enabled(&mut self, state: &State, token: usize, node: usize) -> Option<Vec<u32>> {
        let has = |flow: &usize| state.binary_search(&(*flow as u32)).is_ok();
        let into = &self.net.into[node];
        self.work += into.len();
        match self.net.join(node) {
            Join::Any => Some(vec![token as u32]),
            Join::All => into.iter().all(has).then(|| into.iter().map(|flow| *flow as u32).collect()),
            Join::Some => {
                let (there, missing): (Vec<usize>, Vec<usize>) = into.iter().copied().partition(has);
                for flow in into {
                    if !self.able.contains_key(flow) {
                        self.work += self.net.process.nodes.len();
                        self.able.insert(*flow, able(self.net, *flow));
                    }
                }
                self.work += state.len() * into.len();
                let reaches = |flows: &[usize], from: usize| flows.iter().any(|flow| self.able[flow][from]);
                let waits_for = |token: &u32| {
                    let at = self.net.process.flows[*token as usize].to;
                    at != node && reaches(&missing, at) && !reaches(&there, at)
                };
                let comes = state.iter().any(waits_for);
                (!comes).then(|| there.iter().map(|flow| *flow as u32).collect())
            }
        }
    }

    /// The sets of flows a node may let out.
    fn options(&mut self, node: usize) -> Vec<Vec<usize>> {
        let out = &self.net.out[node];
        self.work += out.len();
        let mut options: Vec<Vec<usize>> = match self.net.split(node) {
            _ if out.len() < 2 => vec![out.clone()],
            Split::All => vec![out.clone()],
            Split::One => out.iter().map(|flow| vec![*flow]).collect(),
            Split::Some if out.len() > SUBSETS_MAX => {
                self.found.whole = false;
                out.iter().map(|flow| vec![*flow]).chain([out.clone()]).collect()
            }
            Split::Some => self.subsets(out),
        };
        for &(event, breaks_off) in &self.net.edge[node] {
            let flows = self.net.out[event].clone();
            if breaks_off {
                options.push(flows);
            } else {
                let with: Vec<Vec<usize>> = options.iter().map(|option| [&option[..], &flows].concat()).collect();
                options.extend(with);
            }
        }
        options
    }

    /// Every set of at least one flow; those that have no condition are in each, the default one stands alone.
    fn subsets(&self, out: &[usize]) -> Vec<Vec<usize>> {
        let flows = &self.net.process.flows;
        let conditional = |flow: &usize| flows[*flow].condition.is_some() && !flows[*flow].otherwise;
        let gateway = matches!(self.net.process.nodes[flows[out[0]].from].kind, Kind::Gate(_));
        let all = 1_usize << out.len();
        let set = |bits: usize| (0..out.len()).filter(|at| bits >> at & 1 == 1).map(|at| out[at]).collect::<Vec<_>>();
        let otherwise = |set: &[usize]| set.iter().any(|flow| flows[*flow].otherwise);
        let whole = |set: &[usize]| {
            let always = out.iter().filter(|flow| !conditional(flow) && !flows[**flow].otherwise);
            gateway || always.into_iter().all(|flow| set.contains(flow))
        };
        let chosen = |flow: &usize| !flows[*flow].otherwise && (gateway || conditional(flow));
        let single = |set: &[usize]| !otherwise(set) || !set.iter().any(chosen);
        (1..all).map(set).filter(|set| whole(set) && single(set)).collect()
    }

    /// Puts a token on a flow; a second one there is told once and not doubled.
    fn put(&mut self, state: &mut State, flow: usize, at: usize, trail: &Trail) {
        match state.binary_search(&(flow as u32)) {
            Err(place) => state.insert(place, flow as u32),
            Ok(_) if self.found.doubled.iter().any(|(known, _)| *known == flow) => {}
            Ok(_) => self.found.doubled.push((flow, choices(at, trail))),
        }
    }

    fn stuck(&mut self, state: &State, at: usize, trail: &Trail) {
        let joins: BTreeSet<usize> = state.iter().map(|flow| self.net.process.flows[*flow as usize].to).collect();
        for join in joins {
            if self.found.stuck.iter().any(|known| known.join == join) {
                continue;
            }
            let has = |flow: &usize| state.binary_search(&(*flow as u32)).is_ok();
            let (there, missing) = self.net.into[join].iter().copied().partition(has);
            self.found.stuck.push(Stuck { join, there, missing, choices: choices(at, trail) });
        }
    }
}

fn choices(mut at: usize, trail: &Trail) -> Vec<usize> {
    let mut made = Vec::new();
    while let Some((before, chosen)) = trail.get(at) {
        made.extend(chosen);
        at = *before;
    }
    made.reverse();
    made
}

/// The nodes from which a flow can be reached without passing through the node it leads to.
fn able(net: &Net<'_>, flow: usize) -> Vec<bool> {
    let (join, source) = (net.process.flows[flow].to, net.process.flows[flow].from);
    let mut able = vec![false; net.process.nodes.len()];
    let mut open = Vec::new();
    if source != join {
        able[source] = true;
        open.push(source);
    }
    while let Some(here) = open.pop() {
        let host = if let Kind::Boundary(host, _) = net.process.nodes[here].kind { Some(host) } else { None };
        let before = net.into[here].iter().map(|flow| net.process.flows[*flow].from);
        for from in before.chain(host) {
            if from != join && !std::mem::replace(&mut able[from], true) {
                open.push(from);
            }
        }
    }
    able
}
