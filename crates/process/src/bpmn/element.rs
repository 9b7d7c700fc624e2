//! One element of BPMN as a node.

use roxmltree::Node as Element;

use super::{BPMN, OURS};
use crate::duration::{self, DAY};
use crate::model::{Gate, Kind, Node};
use crate::xml;

/// Direct children of a BPMN name.
pub(super) fn children<'a, 'i: 'a>(parent: Element<'a, 'i>, name: &str) -> impl Iterator<Item = Element<'a, 'i>> {
    parent.children().filter(move |child| is(*child, name))
}

/// True for a BPMN element of this name.
pub(super) fn is(element: Element<'_, '_>, name: &str) -> bool {
    element.is_element() && element.tag_name().namespace() == Some(BPMN) && element.tag_name().name() == name
}

/// An attribute without namespace, empty when it is not there.
pub(super) fn attribute<'a>(element: Element<'a, '_>, name: &str) -> &'a str {
    element.attribute(name).unwrap_or_default().trim()
}

/// The text an element holds.
pub(super) fn words(element: Element<'_, '_>) -> String {
    let text = element.children().filter_map(|child| child.text());
    text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Our own note of this name on an element.
pub(super) fn note<'a, 'i: 'a>(element: Element<'a, 'i>, name: &str) -> Option<Element<'a, 'i>> {
    let extensions = children(element, "extensionElements").flat_map(|extensions| extensions.children());
    extensions.into_iter().find(|child| child.tag_name().namespace() == Some(OURS) && child.tag_name().name() == name)
}

/// Milliseconds of a number of working days on one of our notes.
pub(super) fn working_days(note: Element<'_, '_>, name: &str) -> Option<u64> {
    note.attribute(name)?.parse::<u64>().ok()?.checked_mul(DAY)
}

/// How long a timer of this event runs.
pub(super) fn timer(event: Element<'_, '_>) -> Option<u64> {
    let timers = children(event, "timerEventDefinition");
    timers.flat_map(|timer| children(timer, "timeDuration")).find_map(|duration| duration::parse(&words(duration)))
}

/// The node of an element; None when it is no flow node. `Sub` and `Boundary` get their numbers from the caller.
pub(super) fn node(element: Element<'_, '_>) -> Option<Node> {
    let has = |name: &str| children(element, name).next().is_some();
    let kind = match element.tag_name().name() {
        _ if element.tag_name().namespace() != Some(BPMN) => return None,
        "startEvent" => Kind::Start,
        "endEvent" => Kind::End(has("terminateEventDefinition")),
        "intermediateCatchEvent" | "intermediateThrowEvent" => Kind::Event,
        "boundaryEvent" => Kind::Boundary(0, attribute(element, "cancelActivity") != "false"),
        "exclusiveGateway" => Kind::Gate(Gate::One),
        "parallelGateway" => Kind::Gate(Gate::All),
        "inclusiveGateway" | "complexGateway" => Kind::Gate(Gate::Some),
        "eventBasedGateway" => Kind::Gate(Gate::Event),
        "subProcess" | "transaction" | "adHocSubProcess" => Kind::Sub(0),
        "task" | "userTask" | "manualTask" | "serviceTask" | "scriptTask" | "businessRuleTask" | "sendTask"
        | "receiveTask" | "callActivity" => Kind::Task,
        _ => return None,
    };
    let name = attribute(element, "name").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut node = Node::new(attribute(element, "id"), name, kind);
    node.place = xml::place(&element);
    node.apart = attribute(element, "isForCompensation") == "true"
        || attribute(element, "triggeredByEvent") == "true"
        || has("compensateEventDefinition") && matches!(kind, Kind::Boundary(..));
    let throws = element.tag_name().name() == "intermediateThrowEvent" || matches!(kind, Kind::End(_));
    node.waits_for_message = is(element, "receiveTask") || has("messageEventDefinition") && !throws;
    node.limit = if kind == Kind::Event { timer(element) } else { None };
    node.about = children(element, "documentation").map(words).find(|text| !text.is_empty());
    data(element, &mut node);
    if let Some(note) = note(element, "step") {
        let list =
            |name: &str| note.attribute(name).unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        node.step = note.attribute("id").map(str::to_owned);
        node.limit = working_days(note, "workingDays");
        node.reads = list("reads");
        node.gives = list("gives");
    }
    Some(node)
}

/// What an activity reads and gives by its data associations; a reference counts as the object it stands for.
fn data(element: Element<'_, '_>, node: &mut Node) {
    let ends = |association: &str, end: &'static str| -> Vec<String> {
        let all = element.children().filter(|child| is(*child, association)).collect::<Vec<_>>();
        let named = all.into_iter().flat_map(|association| children(association, end)).map(words);
        named.filter(|id| !id.is_empty()).collect()
    };
    node.reads = ends("dataInputAssociation", "sourceRef");
    node.gives = ends("dataOutputAssociation", "targetRef");
}
