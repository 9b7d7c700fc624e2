//! Papers and services as one subject meets them: who gives each paper, what must be there first, how soon it can be.

use std::collections::{BTreeMap, BTreeSet};

use civic::Date;
use civic::text::Text;
use rules::{Facts, Truth};

use super::count::Asked;
use crate::finder;
use crate::model::{Evidence, Issuer, Playbook};

/// A paper or a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node<'a> {
    Paper(&'a str),
    Service(&'a str),
}

impl<'a> Node<'a> {
    pub fn id(self) -> &'a str {
        match self {
            Node::Paper(id) | Node::Service(id) => id,
        }
    }
}

/// Who gives a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    Applicant,
    Market,
    Agency(&'a str),
    Service(&'a str),
    Held,
}

/// What something costs its applicant, the gravest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Money {
    pub fee: u64,
    pub visits: u64,
    pub minutes: u64,
}

impl Money {
    pub fn plus(self, more: Money) -> Money {
        Money {
            fee: self.fee.saturating_add(more.fee),
            visits: self.visits.saturating_add(more.visits),
            minutes: self.minutes.saturating_add(more.minutes),
        }
    }
}

/// So many of these papers.
pub(super) struct Wanted<'a> {
    pub of: Vec<&'a str>,
    pub enough: usize,
}

struct Service<'a> {
    asked: Asked<'a>,
    demands: Vec<Wanted<'a>>,
}

/// Soonest working day, and how many things come one after another until then: so that nothing leads back to itself.
type Soon = (u64, u64);

/// What can be had, by whom and how soon.
pub(super) struct Graph<'a> {
    playbook: &'a Playbook,
    services: BTreeMap<&'a str, Service<'a>>,
    sources: BTreeMap<&'a str, Vec<Source<'a>>>,
    requires: BTreeMap<&'a str, Vec<&'a str>>,
    ready: BTreeMap<Node<'a>, Soon>,
}

impl<'a> Graph<'a> {
    /// For one subject; none when there is no such service. Services the subject need not ask for, or cannot be
    /// granted, give no papers; the target itself is planned all the same.
    pub fn of(playbook: &'a Playbook, target: &str, facts: &dyn Facts, on: Date) -> Option<Graph<'a>> {
        playbook.services.get(target)?;
        let mut services = BTreeMap::new();
        for (id, service) in &playbook.services {
            let asked = Asked { service, finding: finder::find(service, playbook, facts, on) };
            let (must_ask, eligible) = verdict(&asked);
            if id == target || (must_ask != Truth::False && eligible != Truth::False) {
                let found = asked.finding.needs.iter().zip(&service.needs).filter(|(n, _)| n.truth != Truth::False);
                let demands = found.map(|(_, need)| Wanted {
                    of: need.demand.evidence().iter().map(String::as_str).collect(),
                    enough: need.demand.enough(),
                });
                let demands = demands.collect();
                services.insert(&**id, Service { asked, demands });
            }
        }
        let sources = playbook.evidence.values().map(|paper| (&*paper.id, sources(paper, &services))).collect();
        let requires = playbook.evidence.values();
        let requires =
            requires.map(|paper| (&*paper.id, paper.requires.iter().map(String::as_str).collect())).collect();
        let mut graph = Graph { playbook, services, sources, requires, ready: BTreeMap::new() };
        graph.settle();
        Some(graph)
    }

    /// The soonest of everything: from *never* downwards until nothing gets sooner (Knuth's superior functions).
    fn settle(&mut self) {
        loop {
            let papers = self.sources.keys().map(|id| Node::Paper(id));
            let nodes: Vec<Node<'a>> = papers.chain(self.services.keys().map(|id| Node::Service(id))).collect();
            let mut changed = false;
            for node in nodes {
                let now = match node {
                    Node::Paper(id) => self.sources(id).iter().filter_map(|s| self.ready_by(id, *s)).min(),
                    Node::Service(id) => self.service_ready(id),
                };
                if let Some(now) = now
                    && self.ready.get(&node).is_none_or(|known| now < *known)
                {
                    self.ready.insert(node, now);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn service_ready(&self, id: &str) -> Option<Soon> {
        let service = self.services.get(id)?;
        let mut latest = (0, 0);
        for demand in &service.demands {
            let mut soon: Vec<Soon> = demand.of.iter().filter_map(|id| self.ready(Node::Paper(id))).collect();
            soon.sort_unstable();
            let needed = soon.get(..demand.enough)?;
            for (days, depth) in needed {
                latest = (latest.0.max(*days), latest.1.max(*depth));
            }
        }
        Some((latest.0 + service.asked.days(), latest.1 + 1))
    }

    /// The soonest a paper can be had from one source.
    pub fn ready_by(&self, id: &str, source: Source<'_>) -> Option<Soon> {
        match source {
            Source::Held => Some((0, 1)),
            Source::Service(service) => {
                let (days, depth) = self.ready(Node::Service(service))?;
                Some((days, depth + 1))
            }
            Source::Applicant | Source::Market | Source::Agency(_) => {
                let mut latest = (0, 0);
                for required in self.requires(id) {
                    let (days, depth) = self.ready(Node::Paper(required))?;
                    latest = (latest.0.max(days), latest.1.max(depth));
                }
                Some((latest.0, latest.1 + 1))
            }
        }
    }

    /// The soonest something can be there; none = never.
    pub fn ready(&self, node: Node<'_>) -> Option<Soon> {
        self.ready.get(&node).copied()
    }

    /// Who gives a paper.
    pub fn sources(&self, paper: &str) -> &[Source<'a>] {
        self.sources.get(paper).map_or(&[], Vec::as_slice)
    }

    /// What the giver of a paper demands first.
    pub fn requires(&self, paper: &str) -> &[&'a str] {
        self.requires.get(paper).map_or(&[], Vec::as_slice)
    }

    /// What a service demands of this subject.
    pub fn demands(&self, service: &str) -> &[Wanted<'a>] {
        self.services.get(service).map_or(&[], |service| service.demands.as_slice())
    }

    pub fn days(&self, node: Node<'_>) -> u32 {
        match node {
            Node::Paper(_) => 0,
            Node::Service(id) => {
                let days = self.services.get(id).map_or(0, |service| service.asked.days());
                u32::try_from(days).unwrap_or(u32::MAX)
            }
        }
    }

    pub fn money(&self, node: Node<'_>) -> Money {
        let fen = |amount: i64| u64::try_from(amount).unwrap_or(0);
        match node {
            Node::Paper(id) => self.playbook.evidence.get(id).map_or(Money::default(), |paper| Money {
                fee: fen(paper.fee),
                visits: u64::from(paper.visits),
                minutes: u64::from(paper.minutes),
            }),
            Node::Service(id) => self.services.get(id).map_or(Money::default(), |service| Money {
                fee: fen(service.asked.service.fee),
                visits: service.asked.step_visits(),
                minutes: 0,
            }),
        }
    }

    pub fn name(&self, node: Node<'_>) -> Text {
        match node {
            Node::Paper(id) => self.playbook.evidence_name(id),
            Node::Service(id) => self.playbook.services.get(id).map(|s| s.name.clone()).unwrap_or_default(),
        }
    }

    /// Who gives it, in words.
    pub fn giver(&self, node: Node<'_>, source: Option<Source<'_>>) -> Text {
        let agency = |id: &str| self.playbook.agencies.get(id).map(|agency| agency.name.clone()).unwrap_or_default();
        match (node, source) {
            (Node::Service(id), _) => self.playbook.services.get(id).map(|s| agency(&s.lead)).unwrap_or_default(),
            (_, Some(Source::Applicant) | None) => Text::new("自己准备", "yourself"),
            (_, Some(Source::Market)) => Text::new("市场购买", "the market"),
            (_, Some(Source::Agency(id))) => agency(id),
            (_, Some(Source::Service(id))) => self.name(Node::Service(id)),
            (Node::Paper(id), Some(Source::Held)) => {
                let holder = self.playbook.evidence.get(id).and_then(|paper| paper.held_by.first());
                let holder = holder.map(|id| agency(id)).unwrap_or_default();
                Text::new(format!("{}已掌握", holder.zh), format!("held by {}", holder.en))
            }
        }
    }

    /// Whether the subject must ask, and may be granted.
    pub fn verdict(&self, service: &str) -> (Truth, Truth) {
        self.services.get(service).map_or((Truth::Unknown, Truth::Unknown), |service| verdict(&service.asked))
    }

    /// Papers at which the way to a service ends: those nobody gives, else all that wait for one another.
    pub fn stuck(&self, service: &str) -> Vec<&'a str> {
        let mut open = self.unmet(service);
        let mut seen: BTreeSet<&'a str> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            for source in self.sources(id) {
                match source {
                    Source::Service(service) => open.extend(self.unmet(service)),
                    _ => open.extend(self.requires(id).iter().filter(|id| self.ready(Node::Paper(id)).is_none())),
                }
            }
        }
        let (none, ring): (Vec<_>, Vec<_>) = seen.into_iter().partition(|id| self.sources(id).is_empty());
        if none.is_empty() { ring } else { none }
    }

    /// Papers that cannot be had, of the demands of a service that cannot be met.
    fn unmet(&self, service: &str) -> Vec<&'a str> {
        let mut found = Vec::new();
        for demand in self.demands(service) {
            let (can, cannot): (Vec<&&str>, Vec<&&'a str>) = {
                let (a, b): (Vec<_>, Vec<_>) = demand.of.iter().partition(|id| self.ready(Node::Paper(id)).is_some());
                (a, b)
            };
            if can.len() < demand.enough {
                found.extend(cannot.into_iter().copied());
            }
        }
        found
    }
}

fn verdict(asked: &Asked<'_>) -> (Truth, Truth) {
    (asked.finding.must_ask, asked.finding.eligible.as_ref().map_or(Truth::True, |(truth, _)| *truth))
}

/// Who gives a paper to this subject, and whether an authority has it already.
fn sources<'a>(paper: &'a Evidence, services: &BTreeMap<&'a str, Service<'a>>) -> Vec<Source<'a>> {
    let mut found: Vec<Source<'a>> = Vec::new();
    if paper.abolished_by.is_none() {
        for issuer in &paper.issuers {
            match issuer {
                Issuer::Applicant => found.push(Source::Applicant),
                Issuer::Market => found.push(Source::Market),
                Issuer::Agency(id) => found.push(Source::Agency(id)),
                Issuer::Service(id) if services.contains_key(&**id) => found.push(Source::Service(id)),
                Issuer::Service(_) => {}
            }
        }
    }
    if !paper.held_by.is_empty() {
        found.push(Source::Held);
    }
    found
}
