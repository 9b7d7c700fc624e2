//! From the tree of a BPMN file to processes: pools, lanes, subprocesses, flows, messages.

use std::collections::BTreeMap;

use civic::text::Text;
use roxmltree::{Document, Node as Element};

use super::element::{attribute, children, is, node, note, timer, words, working_days};
use crate::finding::Finding;
use crate::lints::{DOUBLE_NAME, UNKNOWN_NEXT};
use crate::model::{Flow, Form, Kind, Message, Model, Party, Process};
use crate::xml;

/// The model of a document; None when there is no process in it.
pub(crate) fn read(document: &Document<'_>, found: &mut Vec<Finding>) -> Option<Model> {
    let root = document.root_element();
    let mut reader = Reader { processes: Vec::new(), nodes: BTreeMap::new(), pools: BTreeMap::new(), found };
    for collaboration in children(root, "collaboration") {
        for pool in children(collaboration, "participant") {
            reader.pools.insert(attribute(pool, "id").to_owned(), pool);
        }
    }
    let mut open: Vec<Scope<'_, '_>> = children(root, "process").map(|process| reader.pool_of(process)).collect();
    open.reverse();
    while let Some(scope) = open.pop() {
        let inside = reader.scope(&scope);
        open.extend(inside.into_iter().rev());
    }
    let messages = children(root, "collaboration").flat_map(|all| children(all, "messageFlow"));
    let messages = messages.filter_map(|message| reader.message(message)).collect();
    let processes = reader.processes;
    (!processes.is_empty()).then_some(Model { form: Form::Bpmn, processes, messages })
}

/// A process or subprocess still to be read.
struct Scope<'a, 'i> {
    element: Element<'a, 'i>,
    name: String,
    /// Lane of what lies in no lane of its own.
    lane: Option<String>,
    part_of: Option<(usize, usize)>,
}

struct Reader<'a, 'i, 'f> {
    processes: Vec<Process>,
    nodes: BTreeMap<String, (usize, usize)>,
    pools: BTreeMap<String, Element<'a, 'i>>,
    found: &'f mut Vec<Finding>,
}

impl<'a, 'i> Reader<'a, 'i, '_> {
    fn pool_of(&self, element: Element<'a, 'i>) -> Scope<'a, 'i> {
        let id = attribute(element, "id");
        let pool = self.pools.values().find(|pool| attribute(**pool, "processRef") == id && !id.is_empty());
        let pool = pool.map(|pool| attribute(*pool, "name").to_owned()).filter(|name| !name.is_empty());
        let own = Some(attribute(element, "name").to_owned()).filter(|name| !name.is_empty());
        let name = own.or_else(|| pool.clone()).unwrap_or_else(|| id.to_owned());
        Scope { element, name, lane: pool, part_of: None }
    }

    /// Reads the nodes and flows of one level; gives back the subprocesses in it.
    fn scope(&mut self, scope: &Scope<'a, 'i>) -> Vec<Scope<'a, 'i>> {
        let number = self.processes.len();
        let element = scope.element;
        let mut process = Process {
            id: attribute(element, "id").to_owned(),
            name: scope.name.clone(),
            about: children(element, "documentation").map(words).find(|text| !text.is_empty()),
            limit: note(element, "process").and_then(|note| working_days(note, "limitWorkingDays")),
            part_of: scope.part_of,
            by_event: attribute(element, "triggeredByEvent") == "true",
            place: xml::place(&element),
            ..Process::default()
        };
        let lanes = lanes(element);
        let mut inside = Vec::new();
        let mut elements = Vec::new();
        for child in element.children().filter(Element::is_element) {
            let Some(mut node) = node(child) else { continue };
            let at = process.nodes.len();
            self.give_name(&mut node.id, (number, at), &node.place);
            node.who = lanes.get(&*node.id).cloned().or_else(|| scope.lane.clone()).into_iter().collect();
            if let Kind::Sub(_) = node.kind {
                let name = node.called().to_owned();
                inside.push(Scope {
                    element: child,
                    name,
                    lane: node.who.first().cloned(),
                    part_of: Some((number, at)),
                });
            }
            process.nodes.push(node);
            elements.push(child);
        }
        boundaries(&elements, &mut process);
        self.flows(element, number, &elements, &mut process);
        links(&elements, &mut process);
        if let (Some((outer, at)), true) = (scope.part_of, process.by_event) {
            let limit = elements.iter().filter(|child| is(**child, "startEvent")).find_map(|start| timer(*start));
            let outer = &mut self.processes[outer];
            outer.limit = outer.limit.or(limit);
            outer.nodes[at].kind = Kind::Sub(number);
        } else if let Some((outer, at)) = scope.part_of {
            // a subprocess that is drawn closed holds nothing: it is a task
            self.processes[outer].nodes[at].kind =
                if process.nodes.is_empty() { Kind::Task } else { Kind::Sub(number) };
        }
        self.processes.push(process);
        inside
    }

    /// Keeps an id for flows to find; one given twice is told, one not given is made up.
    fn give_name(&mut self, id: &mut String, at: (usize, usize), place: &std::ops::Range<usize>) {
        if id.is_empty() {
            *id = format!("({}.{})", at.0, at.1);
        }
        if self.nodes.contains_key(id) {
            let what = Text::new(format!("id `{id}` 写了两次"), format!("id `{id}` is given twice"));
            let finding = Finding::error(DOUBLE_NAME, place.clone(), what);
            let (process, node) = self.nodes[id];
            let first = self.processes.get(process).and_then(|process| process.nodes.get(node));
            let finding = match first {
                Some(first) => finding.label(first.place.clone(), "第一次在此", "first given here"),
                None => finding,
            };
            self.found.push(finding.help("给其中一个另取 id", "give one of them an id of its own"));
            return;
        }
        self.nodes.insert(id.clone(), at);
    }

    fn flows(&mut self, scope: Element<'_, '_>, number: usize, elements: &[Element<'_, '_>], process: &mut Process) {
        for flow in children(scope, "sequenceFlow") {
            let ends = ["sourceRef", "targetRef"].map(|end| (end, attribute(flow, end)));
            let known = ends.map(|(_, id)| self.nodes.get(id).filter(|(of, _)| *of == number).map(|(_, at)| *at));
            for ((end, id), _) in ends.iter().zip(&known).filter(|(_, known)| known.is_none()) {
                let what = Text::new(
                    format!("顺序流的 `{end}` 为 `{id}`，本流程里没有这个节点"),
                    format!("the `{end}` of this sequence flow is `{id}`: no such node in this process"),
                );
                let finding = Finding::error(UNKNOWN_NEXT, xml::place(&flow), what);
                self.found.push(finding.help(
                    "顺序流只连同一流程（子流程）内的节点；泳池之间用消息流",
                    "a sequence flow joins nodes of one process or subprocess; between pools use a message flow",
                ));
            }
            let [Some(from), Some(to)] = known else { continue };
            let id = attribute(flow, "id").to_owned();
            process.flows.push(Flow {
                from,
                to,
                name: attribute(flow, "name").split_whitespace().collect::<Vec<_>>().join(" "),
                condition: children(flow, "conditionExpression").map(words).find(|text| !text.is_empty()),
                otherwise: !id.is_empty() && attribute(elements[from], "default") == id,
                id,
                who: Vec::new(),
                place: xml::place(&flow),
            });
        }
    }

    fn message(&self, message: Element<'_, '_>) -> Option<Message> {
        let end = |name: &str| {
            let id = attribute(message, name);
            let node = self.nodes.get(id).map(|(process, node)| Party::Node(*process, *node));
            node.or_else(|| self.pools.contains_key(id).then_some(Party::Pool))
        };
        Some(Message { from: end("sourceRef")?, to: end("targetRef")?, place: xml::place(&message) })
    }
}

/// The lane of each node, by id; the innermost where lanes lie in lanes.
fn lanes(scope: Element<'_, '_>) -> BTreeMap<String, String> {
    let mut lanes = BTreeMap::new();
    for lane in children(scope, "laneSet").flat_map(|set| set.descendants()).filter(|lane| is(*lane, "lane")) {
        let name = Some(attribute(lane, "name")).filter(|name| !name.is_empty()).unwrap_or(attribute(lane, "id"));
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        for node in children(lane, "flowNodeRef") {
            lanes.insert(words(node), name.clone());
        }
    }
    lanes
}

/// Ties boundary events to what they stand at; a timer there limits the work.
fn boundaries(elements: &[Element<'_, '_>], process: &mut Process) {
    let by_id: BTreeMap<String, usize> =
        process.nodes.iter().zip(0..).map(|(node, at)| (node.id.clone(), at)).collect();
    for (at, element) in elements.iter().enumerate().take(process.nodes.len()) {
        let Kind::Boundary(_, breaks_off) = process.nodes[at].kind else { continue };
        match by_id.get(attribute(*element, "attachedToRef")) {
            Some(&host) => {
                process.nodes[at].kind = Kind::Boundary(host, breaks_off);
                if let Some(limit) = timer(*element) {
                    let before = process.nodes[host].limit.unwrap_or(u64::MAX);
                    process.nodes[host].limit = Some(limit.min(before));
                }
            }
            None => process.nodes[at].kind = Kind::Event,
        }
    }
}

/// Adds what link events jump over as flows.
fn links(elements: &[Element<'_, '_>], process: &mut Process) {
    let name = |at: usize| children(elements[at], "linkEventDefinition").map(|link| attribute(link, "name")).next();
    let throws = |at: &usize| is(elements[*at], "intermediateThrowEvent");
    let all: Vec<usize> = (0..elements.len()).filter(|at| name(*at).is_some()).collect();
    let catchers: BTreeMap<_, usize> = all.iter().filter(|at| !throws(at)).map(|at| (name(*at), *at)).collect();
    for &from in all.iter().filter(|at| throws(at)) {
        if let Some(&to) = catchers.get(&name(from)) {
            let place = process.nodes[from].place.clone();
            process.flows.push(Flow { id: format!("link-{from}"), from, to, place, ..Flow::default() });
        }
    }
}
