//! missing-issuer: a demand that nobody can meet, because nobody issues what it asks for.

use std::collections::BTreeMap;

use civic::text::Text;
use unblock::{Builder, Graph, NodeId, Obtained};

use super::Lint;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, Issuer, Need, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "missing-issuer",
    severity: Severity::Error,
    summary: ("要求提交无人出具的材料", "a demand for something nobody issues"),
    prose_en: include_str!("missing-issuer.md"),
    prose_zh: include_str!("missing-issuer.zh-CN.md"),
    check,
};

fn check(playbook: &Playbook, out: &mut Vec<Diagnostic>) {
    let papers = Papers::of(playbook);
    let can = papers.graph.obtainable();
    for service in playbook.services.values() {
        for need in &service.needs {
            let met = need.demand.evidence().iter();
            let met = met.filter(|id| papers.has(&can, id)).count();
            if met >= need.demand.enough() {
                continue;
            }
            let orphans: Vec<&Evidence> = need
                .demand
                .evidence()
                .iter()
                .filter_map(|id| playbook.evidence.get(id))
                .filter(|evidence| has_no_source(evidence))
                .collect();
            // papers that have an issuer and still cannot be had are blocked further up the line:
            // the finding is told there
            if !orphans.is_empty() {
                let finding = finding(service, need, &orphans);
                out.push(consequence(finding, &papers, &can, &orphans));
            }
        }
    }
}

/// Nobody issues it (any more), and no authority holds it.
fn has_no_source(evidence: &Evidence) -> bool {
    let issued = !evidence.issuers.is_empty() && evidence.abolished_by.is_none();
    !issued && evidence.held_by.is_empty()
}

fn finding(service: &Service, need: &Need, orphans: &[&Evidence]) -> Diagnostic {
    let zh: Vec<&str> = orphans.iter().map(|e| &*e.name.zh).collect();
    let en: Vec<&str> = orphans.iter().map(|e| &*e.name.en).collect();
    let message = Text::new(
        format!("“{}”要求“{}”，但无人出具", service.name.zh, zh.join("、")),
        format!("\"{}\" demands \"{}\", which nobody issues", service.name.en, en.join(", ")),
    );
    let mut found = LINT.finding(need.span.clone(), message);
    for evidence in orphans {
        let words = match &evidence.abolished_by {
            Some(basis) => Text::new(format!("已由“{basis}”取消"), format!("abolished by \"{basis}\"")),
            None => Text::new("没有出具机构", "has no issuer"),
        };
        found = found.label(evidence.span.clone(), words);
    }
    found
        .help(Text::new(
            "取消这项要求，改用承诺，或写明由谁出具（`issuer`）、谁已掌握（`held_by`）",
            "drop the demand, accept a commitment instead, or say who issues it (`issuer`) or holds \
             it (`held_by`)",
        ))
        .about(&need.span.file, &need.id)
}

/// Which services could be granted if the papers were there.
fn consequence(finding: Diagnostic, papers: &Papers<'_>, can: &Obtained, orphans: &[&Evidence]) -> Diagnostic {
    let given: Vec<NodeId> = orphans.iter().map(|e| papers.evidence[&*e.id]).collect();
    let repaired = papers.graph.obtainable_given(&given);
    let freed = papers.services.iter();
    let freed: Vec<&Service> =
        freed.filter(|(_, node)| repaired.has(*node) && !can.has(*node)).map(|(service, _)| *service).collect();
    if freed.is_empty() {
        return finding;
    }
    let zh: Vec<&str> = freed.iter().map(|s| &*s.name.zh).collect();
    let en: Vec<&str> = freed.iter().map(|s| &*s.name.en).collect();
    finding.help(Text::new(
        format!("因此办不成：{}", zh.join("、")),
        format!("because of it nobody can get: {}", en.join(", ")),
    ))
}

/// Evidence and services as an AND/OR graph: a service needs all its demands met, evidence any one
/// issuer.
struct Papers<'p> {
    graph: Graph,
    evidence: BTreeMap<&'p str, NodeId>,
    services: Vec<(&'p Service, NodeId)>,
}

impl<'p> Papers<'p> {
    fn of(playbook: &'p Playbook) -> Papers<'p> {
        let mut graph = Builder::new(0);
        let evidence: BTreeMap<&str, NodeId> = playbook.evidence.keys().map(|id| (&**id, graph.node())).collect();
        let services: Vec<(&Service, NodeId)> =
            playbook.services.values().map(|service| (service, graph.node())).collect();
        let nodes =
            |ids: &[String]| -> Vec<NodeId> { ids.iter().filter_map(|id| evidence.get(&**id).copied()).collect() };
        for (service, node) in &services {
            let mut met = Vec::new();
            // needs that only some must meet count too: somebody will have to
            for need in &service.needs {
                let demand = graph.node();
                graph.way(demand, need.demand.enough(), &nodes(need.demand.evidence()));
                met.push(demand);
            }
            graph.all(*node, &met);
        }
        let by_id: BTreeMap<&str, NodeId> = services.iter().map(|(s, n)| (&*s.id, *n)).collect();
        for (id, node) in &evidence {
            ways(&mut graph, &playbook.evidence[*id], *node, &nodes, &by_id);
        }
        Papers { graph: graph.build(), evidence, services }
    }

    fn has(&self, can: &Obtained, id: &str) -> bool {
        self.evidence.get(id).is_some_and(|node| can.has(*node))
    }
}

/// The ways in which one piece of evidence can be had.
fn ways(
    graph: &mut Builder,
    evidence: &Evidence,
    node: NodeId,
    nodes: &dyn Fn(&[String]) -> Vec<NodeId>,
    services: &BTreeMap<&str, NodeId>,
) {
    if !evidence.held_by.is_empty() {
        graph.given(node);
    }
    if evidence.abolished_by.is_some() {
        return;
    }
    for issuer in &evidence.issuers {
        match issuer {
            Issuer::Applicant => {
                graph.given(node);
            }
            Issuer::Market | Issuer::Agency(_) => {
                graph.all(node, &nodes(&evidence.requires));
            }
            Issuer::Service(id) => {
                if let Some(service) = services.get(&**id) {
                    graph.all(node, &[*service]);
                }
            }
        }
    }
}
