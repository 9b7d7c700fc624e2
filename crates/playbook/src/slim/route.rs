//! The way to a service's answer: which papers to get, from whom, in what order; the fastest and the cheapest.

use std::collections::{BTreeMap, BTreeSet};

use civic::Date;
use civic::text::Text;
use rules::{Facts, Truth};
use unblock::{Schedule, schedule};

use super::route_graph::{Graph, Money, Node, Source};
use crate::model::Playbook;

/// Most choices looked at before the best found so far is taken.
const CHOICES_MAX: u32 = 100_000;

/// What the way should be best at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Fewest working days, then cheapest.
    Fastest,
    /// Lowest fees, then fewest visits, then least work, then fewest days.
    Cheapest,
}

/// A way that leads there. Every paper in it is got once.
#[derive(Clone, Debug)]
pub struct Route {
    /// What is to be done, in the order in which it can begin.
    pub stops: Vec<Stop>,
    /// Working days until the answer.
    pub days: u64,
    /// Fees in fen.
    pub fee: u64,
    /// Times the applicant has to come.
    pub visits: u64,
    /// Minutes of the applicant's work.
    pub minutes: u64,
    /// True when it is proven that no other way is better.
    pub exact: bool,
    /// Whether this subject must ask at all.
    pub must_ask: Truth,
    /// Whether this subject may be granted it.
    pub eligible: Truth,
}

/// One paper to get, or one service to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Id of the paper or service.
    pub id: String,
    /// True for a service.
    pub is_service: bool,
    /// Its name.
    pub name: Text,
    /// Who gives it.
    pub from: Text,
    /// Working days from the start until it can begin.
    pub start: u64,
    /// Working days from the start until it is there.
    pub finish: u64,
    /// It lies on the longest chain.
    pub critical: bool,
    /// Ids of what must be there first.
    pub after: Vec<String>,
    /// Fee in fen.
    pub fee: u64,
    /// Visits.
    pub visits: u64,
    /// Minutes of work.
    pub minutes: u64,
}

/// No way leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Papers that cannot be had and would be needed: those nobody issues, or that wait only for one another.
    pub papers: Vec<(String, Text)>,
}

/// The best way to `service` for this subject. `playbook` is the one in force in the region on that day; none when it
/// has no such service.
pub fn route(
    playbook: &Playbook,
    service: &str,
    facts: &dyn Facts,
    on: Date,
    aim: Aim,
) -> Option<Result<Route, Stuck>> {
    let graph = Graph::of(playbook, service, facts, on)?;
    if graph.ready(Node::Service(service)).is_none() {
        let papers = graph.stuck(service).into_iter();
        let papers = papers.map(|id| (id.to_owned(), playbook.evidence_name(id))).collect();
        return Some(Err(Stuck { papers }));
    }
    let mut search = Search { graph: &graph, target: service, aim, best: None, looked_at: 0 };
    let mut start = Partial { cost: graph.money(Node::Service(service)), ..Partial::default() };
    start.open_service(&graph, service);
    search.look(&start);
    let exact = search.looked_at < CHOICES_MAX;
    let (_, found, plan) = search.best?;
    Some(Ok(told(&graph, service, &found, &plan, exact)))
}

/// A demand still to be met, and what waits for it.
#[derive(Clone)]
struct Open<'a> {
    of: &'a [&'a str],
    enough: usize,
    by: Node<'a>,
}

/// A way half found.
#[derive(Clone, Default)]
struct Partial<'a> {
    papers: BTreeMap<&'a str, Source<'a>>,
    services: BTreeSet<&'a str>,
    open: Vec<Open<'a>>,
    waits: BTreeSet<(Node<'a>, Node<'a>)>,
    cost: Money,
}

impl<'a> Partial<'a> {
    fn open_service(&mut self, graph: &'a Graph<'a>, id: &'a str) {
        if !self.services.insert(id) {
            return;
        }
        for demand in graph.demands(id) {
            self.open.push(Open { of: &demand.of, enough: demand.enough, by: Node::Service(id) });
        }
    }

    /// Takes a paper from a source.
    fn take(&mut self, graph: &'a Graph<'a>, paper: &'a str, source: Source<'a>) {
        self.papers.insert(paper, source);
        self.cost = self.cost.plus(graph.money(Node::Paper(paper)));
        match source {
            Source::Service(id) => {
                if !self.services.contains(id) {
                    self.cost = self.cost.plus(graph.money(Node::Service(id)));
                }
                self.open_service(graph, id);
                self.waits.insert((Node::Service(id), Node::Paper(paper)));
            }
            Source::Held => {}
            Source::Applicant | Source::Market | Source::Agency(_) => {
                for required in graph.requires(paper) {
                    let of = std::slice::from_ref(required);
                    self.open.push(Open { of, enough: 1, by: Node::Paper(paper) });
                }
            }
        }
    }

    fn nodes(&self) -> Vec<Node<'a>> {
        let papers = self.papers.keys().map(|id| Node::Paper(id));
        papers.chain(self.services.iter().map(|id| Node::Service(id))).collect()
    }

    /// When everything is there; none when some wait for one another.
    fn plan(&self, graph: &Graph<'_>) -> Option<Schedule> {
        let nodes = self.nodes();
        let days: Vec<u32> = nodes.iter().map(|node| graph.days(*node)).collect();
        let place: BTreeMap<Node<'_>, u32> = nodes.into_iter().zip(0..).collect();
        let waits: Vec<(u32, u32)> = self.waits.iter().map(|(a, b)| (place[a], place[b])).collect();
        schedule(&days, &waits).ok()
    }
}

struct Search<'s, 'a> {
    graph: &'a Graph<'a>,
    target: &'s str,
    aim: Aim,
    best: Option<((u64, Money, u64), Partial<'a>, Schedule)>,
    looked_at: u32,
}

impl<'a> Search<'_, 'a> {
    /// Meets the open demands one by one, in every manner that can still be better than the best so far.
    fn look(&mut self, so_far: &Partial<'a>) {
        let mut now = so_far.clone();
        let Some(open) = now.open.pop() else { return self.finish(now) };
        let there: Vec<&'a str> = open.of.iter().copied().filter(|id| now.papers.contains_key(id)).collect();
        let mut picks: Vec<(&'a str, Source<'a>)> = Vec::new();
        for id in open.of.iter().filter(|id| !there.contains(id)) {
            picks.extend(self.graph.sources(id).iter().map(|source| (*id, *source)));
        }
        picks.sort_by_key(|(id, source)| self.promise(id, *source));
        for id in there.iter().take(open.enough) {
            now.waits.insert((Node::Paper(id), open.by));
        }
        let left = open.enough.saturating_sub(there.len());
        self.pick(&now, &open, &picks, left);
    }

    fn pick(&mut self, now: &Partial<'a>, open: &Open<'a>, picks: &[(&'a str, Source<'a>)], left: usize) {
        if left == 0 {
            return self.look(now);
        }
        for (at, (id, source)) in picks.iter().enumerate() {
            self.looked_at = self.looked_at.saturating_add(1);
            if self.looked_at >= CHOICES_MAX && self.best.is_some() {
                return;
            }
            if now.papers.contains_key(id) {
                continue;
            }
            let mut with = now.clone();
            with.take(self.graph, id, *source);
            with.waits.insert((Node::Paper(id), open.by));
            if self.may_be_better(&with) {
                self.pick(&with, open, &picks[at + 1..], left - 1);
            }
        }
    }

    /// What looks best is tried first: of the fastest way the first try is one of the fastest.
    fn promise(&self, id: &'a str, source: Source<'a>) -> (u64, u64, Money) {
        let (days, depth) = self.graph.ready_by(id, source).unwrap_or((u64::MAX, u64::MAX));
        match self.aim {
            Aim::Fastest => (days, depth, self.graph.money(Node::Paper(id))),
            Aim::Cheapest => (0, depth, self.graph.money(Node::Paper(id))),
        }
    }

    fn may_be_better(&self, with: &Partial<'a>) -> bool {
        self.best.as_ref().is_none_or(|(best, _, plan)| match self.aim {
            Aim::Fastest => {
                let least = self.graph.ready(Node::Service(self.target)).map_or(0, |(days, _)| days);
                plan.total > least || with.cost < best.1
            }
            Aim::Cheapest => with.cost <= best.1,
        })
    }

    fn finish(&mut self, found: Partial<'a>) {
        let Some(plan) = found.plan(self.graph) else { return };
        let key = match self.aim {
            Aim::Fastest => (plan.total, found.cost, 0),
            Aim::Cheapest => (0, found.cost, plan.total),
        };
        if self.best.as_ref().is_none_or(|(best, _, _)| key < *best) {
            self.best = Some((key, found, plan));
        }
    }
}

fn told(graph: &Graph<'_>, target: &str, found: &Partial<'_>, plan: &Schedule, exact: bool) -> Route {
    let mut stops: Vec<(u32, Stop)> = Vec::new();
    for (at, node) in found.nodes().into_iter().enumerate() {
        let (id, is_service) = match node {
            Node::Paper(id) => (id, false),
            Node::Service(id) => (id, true),
        };
        let after = found.waits.iter().filter(|(_, later)| *later == node);
        let money = graph.money(node);
        let stop = Stop {
            id: id.to_owned(),
            is_service,
            name: graph.name(node),
            from: graph.giver(node, found.papers.get(id).copied()),
            start: plan.start[at],
            finish: plan.finish[at],
            critical: plan.critical.contains(&u32::try_from(at).unwrap_or(u32::MAX)),
            after: after.map(|(first, _)| first.id().to_owned()).collect(),
            fee: money.fee,
            visits: money.visits,
            minutes: money.minutes,
        };
        stops.push((plan.wave[at], stop));
    }
    stops.sort_by(|(a_wave, a), (b_wave, b)| (a.start, a_wave, &a.id).cmp(&(b.start, b_wave, &b.id)));
    let (must_ask, eligible) = graph.verdict(target);
    Route {
        stops: stops.into_iter().map(|(_, stop)| stop).collect(),
        days: plan.total,
        fee: found.cost.fee,
        visits: found.cost.visits,
        minutes: found.cost.minutes,
        exact,
        must_ask,
        eligible,
    }
}
