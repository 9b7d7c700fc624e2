//! A model as a BPMN 2.0 file with its diagram; what BPMN has no word for stands in notes of our own.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::diagram::diagram;
use super::{BPMN, OURS};
use crate::duration::DAY;
use crate::model::{Gate, Kind, Model, Node, Process};
use crate::svg::escape;

/// The whole file. Ids are taken from the model, made valid and different where they are not.
pub fn write(model: &Model) -> String {
    let ids = Ids::of(model);
    let mut out = Out::default();
    out.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    out.open(&format!(
        "bpmn:definitions xmlns:bpmn=\"{BPMN}\" xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
         xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:tongtu=\"{OURS}\" id=\"definitions\" \
         targetNamespace=\"{OURS}\" exporter=\"Tongtu\""
    ));
    out.open("bpmn:collaboration id=\"collaboration\"");
    for (number, process) in outer(model) {
        let (id, name) = (&ids.processes[number], escape(&process.name));
        out.line(&format!("<bpmn:participant id=\"pool_{id}\" name=\"{name}\" processRef=\"{id}\"/>"));
    }
    out.close("bpmn:collaboration");
    for (number, _) in outer(model) {
        whole(&mut out, model, number, &ids);
    }
    diagram(&mut out, model, &ids);
    out.close("bpmn:definitions");
    out.text
}

/// Processes that stand in no other, with their numbers.
pub(super) fn outer(model: &Model) -> impl Iterator<Item = (usize, &Process)> {
    model.processes.iter().enumerate().filter(|(_, process)| process.part_of.is_none())
}

/// Lines, indented by what is open.
#[derive(Default)]
pub(super) struct Out {
    text: String,
    depth: usize,
}

impl Out {
    pub(super) fn line(&mut self, line: &str) {
        writeln!(self.text, "{:width$}{line}", "", width = self.depth.min(20) * 2).expect("a string takes any text");
    }

    pub(super) fn open(&mut self, tag: &str) {
        self.line(&format!("<{tag}>"));
        self.depth += 1;
    }

    pub(super) fn close(&mut self, tag: &str) {
        self.depth -= 1;
        self.line(&format!("</{tag}>"));
    }
}

/// Ids as XML wants them, each given once.
pub(super) struct Ids {
    pub(super) processes: Vec<String>,
    pub(super) nodes: Vec<Vec<String>>,
    pub(super) flows: Vec<Vec<String>>,
}

impl Ids {
    fn of(model: &Model) -> Ids {
        let mut taken: BTreeSet<String> =
            ["definitions", "collaboration", "diagram", "plane"].map(str::to_owned).into();
        let mut number = 0_usize;
        let mut give = |wish: &str, kind: &str| {
            let plain = wish.chars().all(|sign| sign.is_ascii_alphanumeric() || "_-".contains(sign));
            let mut id = format!("{kind}_{wish}");
            while !plain || wish.is_empty() || taken.contains(&id) {
                number += 1;
                id = format!("{kind}_{number}");
                if !taken.contains(&id) {
                    break;
                }
            }
            taken.insert(id.clone());
            id
        };
        let processes = &model.processes;
        Ids {
            processes: processes.iter().map(|process| give(&process.id, "process")).collect(),
            nodes: processes.iter().map(|p| p.nodes.iter().map(|node| give(&node.id, "node")).collect()).collect(),
            flows: processes.iter().map(|p| p.flows.iter().map(|flow| give(&flow.id, "flow")).collect()).collect(),
        }
    }
}

/// A process with all that stands inside of it; nothing recurses, however deep subprocesses lie.
fn whole(out: &mut Out, model: &Model, number: usize, ids: &Ids) {
    let process = &model.processes[number];
    let id = &ids.processes[number];
    out.open(&format!("bpmn:process id=\"{id}\" name=\"{}\" isExecutable=\"false\"", escape(&process.name)));
    about(out, process.about.as_deref());
    if let Some(limit) = process.limit.map(|limit| limit.div_ceil(DAY)) {
        out.open("bpmn:extensionElements");
        out.line(&format!("<tongtu:process limitWorkingDays=\"{limit}\"/>"));
        out.close("bpmn:extensionElements");
    }
    lanes(out, process, id, &ids.nodes[number]);
    // per open level: process, next node to write
    let mut open: Vec<(usize, usize)> = vec![(number, 0)];
    while let Some((number, at)) = open.last_mut() {
        let (number, node_at) = (*number, *at);
        *at += 1;
        let process = &model.processes[number];
        let Some(node) = process.nodes.get(node_at) else {
            flows(out, process, number, ids);
            open.pop();
            if !open.is_empty() {
                out.close("bpmn:subProcess");
            }
            continue;
        };
        begin(out, model, number, node_at, ids);
        match node.kind {
            Kind::Sub(inside) => open.push((inside, 0)),
            _ => out.close(tag(node)),
        }
    }
    out.close("bpmn:process");
}

fn lanes(out: &mut Out, process: &Process, id: &str, nodes: &[String]) {
    let mut names: Vec<String> = Vec::new();
    for node in process.nodes.iter().filter(|node| !node.who.is_empty()) {
        let name = node.who.join(", ");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return;
    }
    out.open(&format!("bpmn:laneSet id=\"lanes_{id}\""));
    for (at, name) in names.iter().enumerate() {
        out.open(&format!("bpmn:lane id=\"lane_{at}_{id}\" name=\"{}\"", escape(name)));
        for (_, id) in process.nodes.iter().zip(nodes).filter(|(node, _)| node.who.join(", ") == *name) {
            out.line(&format!("<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>"));
        }
        out.close("bpmn:lane");
    }
    out.close("bpmn:laneSet");
}

fn tag(node: &Node) -> &'static str {
    match node.kind {
        Kind::Start => "bpmn:startEvent",
        Kind::End(_) => "bpmn:endEvent",
        Kind::Event if node.waits_for_message || node.limit.is_some() => "bpmn:intermediateCatchEvent",
        Kind::Event => "bpmn:intermediateThrowEvent",
        Kind::Boundary(..) => "bpmn:boundaryEvent",
        Kind::Task => "bpmn:userTask",
        Kind::Sub(_) => "bpmn:subProcess",
        Kind::Gate(Gate::One) => "bpmn:exclusiveGateway",
        Kind::Gate(Gate::All) => "bpmn:parallelGateway",
        Kind::Gate(Gate::Some) => "bpmn:inclusiveGateway",
        Kind::Gate(Gate::Event) => "bpmn:eventBasedGateway",
    }
}

/// Everything of a node but its end tag.
fn begin(out: &mut Out, model: &Model, number: usize, at: usize, ids: &Ids) {
    let process = &model.processes[number];
    let node = &process.nodes[at];
    let mut start = format!("{} id=\"{}\"", tag(node), ids.nodes[number][at]);
    if !node.name.is_empty() {
        start += &format!(" name=\"{}\"", escape(&node.name));
    }
    let leaving = |flow: &&(usize, &crate::model::Flow)| flow.1.from == at;
    let flows: Vec<(usize, &crate::model::Flow)> = process.flows.iter().enumerate().collect();
    let default = flows.iter().filter(leaving).find(|(_, flow)| flow.otherwise);
    let may_choose = matches!(node.kind, Kind::Task | Kind::Sub(_) | Kind::Gate(Gate::One | Gate::Some));
    if let Some((flow, _)) = default.filter(|_| may_choose) {
        start += &format!(" default=\"{}\"", ids.flows[number][*flow]);
    }
    match node.kind {
        Kind::Boundary(host, breaks_off) => {
            start += &format!(" attachedToRef=\"{}\" cancelActivity=\"{breaks_off}\"", ids.nodes[number][host]);
        }
        Kind::Sub(inside) if model.processes[inside].by_event => start += " triggeredByEvent=\"true\"",
        _ => {}
    }
    out.open(&start);
    about(out, node.about.as_deref());
    note(out, node);
    for (flow, _) in flows.iter().filter(|(_, flow)| flow.to == at) {
        out.line(&format!("<bpmn:incoming>{}</bpmn:incoming>", ids.flows[number][*flow]));
    }
    for (flow, _) in flows.iter().filter(leaving) {
        out.line(&format!("<bpmn:outgoing>{}</bpmn:outgoing>", ids.flows[number][*flow]));
    }
    definition(out, process, node, &ids.nodes[number][at]);
}

fn about(out: &mut Out, words: Option<&str>) {
    if let Some(words) = words {
        out.line(&format!("<bpmn:documentation>{}</bpmn:documentation>", escape(words)));
    }
}

/// What BPMN has no word for: which step of the rule book it is, its working days, what it reads and gives.
fn note(out: &mut Out, node: &Node) {
    if node.step.is_none() && node.reads.is_empty() && node.gives.is_empty() {
        return;
    }
    let mut note = "<tongtu:step".to_owned();
    if let Some(step) = &node.step {
        note += &format!(" id=\"{}\"", escape(step));
    }
    if let Some(limit) = node.limit {
        note += &format!(" workingDays=\"{}\"", limit.div_ceil(DAY));
    }
    for (name, list) in [("reads", &node.reads), ("gives", &node.gives)] {
        if !list.is_empty() {
            note += &format!(" {name}=\"{}\"", escape(&list.join(" ")));
        }
    }
    out.open("bpmn:extensionElements");
    out.line(&(note + "/>"));
    out.close("bpmn:extensionElements");
}

/// What kind of event it is: a timer where it has a limit of its own, a message where it waits for one.
fn definition(out: &mut Out, process: &Process, node: &Node, id: &str) {
    let timed = match node.kind {
        Kind::Start if process.by_event => process.limit,
        Kind::Event => node.limit,
        Kind::Boundary(host, _) => process.nodes[host].limit,
        _ => None,
    };
    let event = matches!(node.kind, Kind::Start | Kind::Event | Kind::Boundary(..));
    if let Some(limit) = timed {
        out.open(&format!("bpmn:timerEventDefinition id=\"timer_{id}\""));
        let duration =
            if limit % DAY == 0 { format!("P{}D", limit / DAY) } else { format!("PT{}M", limit.div_ceil(60_000)) };
        out.line(&format!("<bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">{duration}</bpmn:timeDuration>"));
        out.close("bpmn:timerEventDefinition");
    } else if event && node.waits_for_message {
        out.line(&format!("<bpmn:messageEventDefinition id=\"message_{id}\"/>"));
    } else if node.kind == Kind::End(true) {
        out.line(&format!("<bpmn:terminateEventDefinition id=\"all_{id}\"/>"));
    }
}

fn flows(out: &mut Out, process: &Process, number: usize, ids: &Ids) {
    for (flow, id) in process.flows.iter().zip(&ids.flows[number]) {
        let (from, to) = (&ids.nodes[number][flow.from], &ids.nodes[number][flow.to]);
        let mut start = format!("bpmn:sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\"");
        if !flow.name.is_empty() {
            start += &format!(" name=\"{}\"", escape(&flow.name));
        }
        let Some(condition) = &flow.condition else {
            out.line(&format!("<{start}/>"));
            continue;
        };
        out.open(&start);
        let text = escape(condition);
        out.line(&format!(
            "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">{text}</bpmn:conditionExpression>"
        ));
        out.close("bpmn:sequenceFlow");
    }
}
