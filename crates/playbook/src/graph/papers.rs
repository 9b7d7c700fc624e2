//! Services, papers and demands as nodes, each with the way back to its clause.

use std::collections::HashMap;
use std::sync::OnceLock;

use rules::Rule;
use unblock::{Builder, Graph, NodeId, Obtained};

use super::circles::Circle;
use crate::model::{Evidence, Issuer, Need, Playbook, Provenance, Service};
use crate::source::Span;

/// A clause that demands papers.
#[derive(Clone, Copy, Debug)]
pub enum Clause<'p> {
    /// A service's need.
    Need {
        /// Whose.
        service: &'p Service,
        /// The need.
        need: &'p Need,
    },
    /// A paper that the issuer of another demands first.
    Requires {
        /// The paper to be issued.
        of: &'p Evidence,
        /// The id of the one demanded.
        paper: &'p String,
    },
}

impl<'p> Clause<'p> {
    /// The papers it names, by id.
    pub fn papers(&self) -> &'p [String] {
        match self {
            Clause::Need { need, .. } => need.demand.evidence(),
            Clause::Requires { paper, .. } => std::slice::from_ref(paper),
        }
    }

    /// How many of them are enough.
    pub fn enough(&self) -> usize {
        match self {
            Clause::Need { need, .. } => need.demand.enough(),
            Clause::Requires { .. } => 1,
        }
    }

    /// When it is demanded; none = always.
    pub fn when(&self) -> Option<&'p Rule> {
        match self {
            Clause::Need { need, .. } => need.when.as_ref(),
            Clause::Requires { .. } => None,
        }
    }

    /// Document number and article.
    pub fn basis(&self) -> Option<&'p str> {
        match self {
            Clause::Need { need, .. } => need.basis.as_deref(),
            Clause::Requires { of, .. } => of.basis.as_deref(),
        }
    }

    /// Where it is written.
    pub fn span(&self) -> &'p Span {
        match self {
            Clause::Need { need, .. } => &need.span,
            Clause::Requires { of, .. } => &of.span,
        }
    }

    /// Who wrote it.
    pub fn from(&self) -> &'p Provenance {
        match self {
            Clause::Need { need, .. } => &need.from,
            Clause::Requires { of, .. } => &of.from,
        }
    }

    /// The id by which an `[[allow]]` names it.
    pub fn id(&self) -> &'p str {
        match self {
            Clause::Need { need, .. } => &need.id,
            Clause::Requires { of, .. } => &of.id,
        }
    }
}

/// What a node stands for.
#[derive(Clone, Copy, Debug)]
pub enum Thing<'p> {
    /// A service, granted.
    Service(&'p Service),
    /// A paper, in hand.
    Evidence(&'p Evidence),
    /// A demand, met.
    Demand(Clause<'p>),
}

/// The papers and services of a playbook as an AND/OR graph.
#[derive(Debug)]
pub struct Papers<'p> {
    /// The playbook it was made of.
    pub playbook: &'p Playbook,
    graph: Graph,
    /// the same before it was packed, for those who add to it
    draft: Builder,
    things: Vec<Thing<'p>>,
    evidence: HashMap<&'p str, NodeId>,
    services: HashMap<&'p str, NodeId>,
    /// demands of each node that is a service or a paper
    demands: Vec<Vec<NodeId>>,
    /// what everybody can have
    can: Obtained,
    pub(super) circles: OnceLock<Vec<Circle>>,
    pub(super) circles_for_some: OnceLock<Vec<Circle>>,
}

impl<'p> Papers<'p> {
    /// The graph of a playbook: as read, or in force in a region.
    pub fn of(playbook: &'p Playbook) -> Papers<'p> {
        let mut making = Making { graph: Builder::new(0), things: Vec::new(), demands: Vec::new() };
        let evidence: HashMap<&str, NodeId> =
            playbook.evidence.values().map(|e| (&*e.id, making.add(Thing::Evidence(e)))).collect();
        let services: HashMap<&str, NodeId> =
            playbook.services.values().map(|s| (&*s.id, making.add(Thing::Service(s)))).collect();
        for service in playbook.services.values() {
            let clauses = service.needs.iter().map(|need| Clause::Need { service, need });
            making.all_of(services[&*service.id], clauses, &evidence);
        }
        for paper in playbook.evidence.values() {
            making.ways_to(paper, &evidence, &services);
        }
        let Making { graph: draft, things, demands } = making;
        let graph = draft.clone().build();
        let can = graph.obtainable();
        let (circles, circles_for_some) = (OnceLock::new(), OnceLock::new());
        Papers { playbook, graph, can, circles, circles_for_some, draft, things, evidence, services, demands }
    }

    /// Number of nodes; they count from 0.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// True for a playbook without services and evidence.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        0..u32::try_from(self.things.len()).expect("fewer than four billion clauses")
    }

    /// What a node stands for.
    pub fn thing(&self, node: NodeId) -> Thing<'p> {
        self.things[node as usize]
    }

    /// The node of a paper.
    pub fn evidence(&self, id: &str) -> Option<NodeId> {
        self.evidence.get(id).copied()
    }

    /// The node of a service.
    pub fn service(&self, id: &str) -> Option<NodeId> {
        self.services.get(id).copied()
    }

    /// The demands that stand before a service or a paper.
    pub fn demands_of(&self, node: NodeId) -> &[NodeId] {
        &self.demands[node as usize]
    }

    /// Every demand, with its clause.
    pub fn demands(&self) -> impl Iterator<Item = (NodeId, Clause<'p>)> + '_ {
        self.nodes().filter_map(|node| match self.thing(node) {
            Thing::Demand(clause) => Some((node, clause)),
            _ => None,
        })
    }

    /// What everybody can have, all conditional demands counted: somebody will have to meet them.
    /// The nodes `also` are taken for granted.
    pub fn obtainable(&self, also: &[NodeId]) -> Obtained {
        self.graph.obtainable_given(also)
    }

    /// The same with nothing taken for granted.
    pub fn can(&self) -> &Obtained {
        &self.can
    }

    /// The packed graph, all conditional demands counted.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The graph to be added to.
    pub(super) fn draft(&self) -> Builder {
        self.draft.clone()
    }

    /// Smallest sets of nodes that block themselves, and with them whatever else `can` lacks.
    pub(super) fn roots(&self, can: &Obtained) -> Vec<Vec<NodeId>> {
        self.graph.roots(can).into_iter().map(|root| root.core).collect()
    }

    /// The different papers of a demand.
    pub fn papers_of(&self, clause: Clause<'p>) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = clause.papers().iter().filter_map(|id| self.evidence(id)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The service or paper before which a demand stands.
    pub fn owner(&self, clause: Clause<'p>) -> NodeId {
        match clause {
            Clause::Need { service, .. } => self.services[&*service.id],
            Clause::Requires { of, .. } => self.evidence[&*of.id],
        }
    }

    /// The demands that keep somebody from something, as things stand.
    pub fn unmet(&self, can: &Obtained) -> Vec<(NodeId, Clause<'p>)> {
        self.demands().filter(|(node, clause)| !can.has(*node) && !can.has(self.owner(*clause))).collect()
    }

    /// Papers that nobody issues (any more) and no authority holds.
    pub fn without_source(&self) -> Vec<NodeId> {
        let papers = self.evidence.values().copied();
        papers.filter(|node| matches!(self.thing(*node), Thing::Evidence(e) if has_no_source(e))).collect()
    }

    /// The services among some nodes.
    pub(crate) fn services_among(&self, nodes: &[NodeId]) -> Vec<&'p Service> {
        let mut services: Vec<&Service> = nodes
            .iter()
            .filter_map(|node| if let Thing::Service(service) = self.thing(*node) { Some(service) } else { None })
            .collect();
        services.sort_by(|a, b| a.id.cmp(&b.id));
        services
    }
}

/// Nobody but sellers has it: it must be bought.
pub(crate) fn only_bought(evidence: &Evidence) -> bool {
    let bought = !evidence.issuers.is_empty() && evidence.issuers.iter().all(|issuer| *issuer == Issuer::Market);
    bought && evidence.held_by.is_empty() && evidence.abolished_by.is_none()
}

/// Nobody issues it (any more), and no authority holds it.
pub(crate) fn has_no_source(evidence: &Evidence) -> bool {
    let issued = !evidence.issuers.is_empty() && evidence.abolished_by.is_none();
    !issued && evidence.held_by.is_empty()
}

struct Making<'p> {
    graph: Builder,
    things: Vec<Thing<'p>>,
    demands: Vec<Vec<NodeId>>,
}

impl<'p> Making<'p> {
    fn add(&mut self, thing: Thing<'p>) -> NodeId {
        self.things.push(thing);
        self.demands.push(Vec::new());
        match thing {
            Thing::Demand(_) => self.graph.inner(),
            Thing::Service(_) | Thing::Evidence(_) => self.graph.node(),
        }
    }

    /// `target` can be had when all clauses are met.
    fn all_of(
        &mut self,
        target: NodeId,
        clauses: impl Iterator<Item = Clause<'p>>,
        evidence: &HashMap<&'p str, NodeId>,
    ) {
        let mut demands = Vec::new();
        for clause in clauses {
            let demand = self.add(Thing::Demand(clause));
            let papers: Vec<NodeId> = clause.papers().iter().filter_map(|id| evidence.get(&**id).copied()).collect();
            self.graph.way(demand, clause.enough(), &papers);
            demands.push(demand);
        }
        self.graph.all(target, &demands);
        self.demands[target as usize] = demands;
    }

    /// The ways in which one paper can be had.
    fn ways_to(
        &mut self,
        paper: &'p Evidence,
        evidence: &HashMap<&'p str, NodeId>,
        services: &HashMap<&'p str, NodeId>,
    ) {
        let node = evidence[&*paper.id];
        if !paper.held_by.is_empty() {
            self.graph.given(node);
        }
        if paper.abolished_by.is_some() {
            return;
        }
        let mut asked = false;
        for issuer in &paper.issuers {
            match issuer {
                Issuer::Applicant => {
                    self.graph.given(node);
                }
                Issuer::Service(id) => {
                    if let Some(service) = services.get(&**id) {
                        self.graph.all(node, &[*service]);
                    }
                }
                // every agency and the market ask for the same papers first
                Issuer::Market | Issuer::Agency(_) if !std::mem::replace(&mut asked, true) => {
                    let clauses = paper.requires.iter().map(|required| Clause::Requires { of: paper, paper: required });
                    self.all_of(node, clauses, evidence);
                }
                Issuer::Market | Issuer::Agency(_) => {}
            }
        }
    }
}
