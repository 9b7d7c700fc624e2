//! Workflow configurations of DIGIT (`BusinessServices` of egov-workflow-v2): states, actions, roles, time limits.

use std::collections::BTreeMap;

use civic::text::Text;
use jsonc_parser::ast::{Object, Value};

use crate::finding::{Finding, Severity};
use crate::json::{flag, objects_with, place, text};
use crate::lints::{DOUBLE_NAME, UNKNOWN_NEXT};
use crate::model::{Flow, Form, Kind, Model, Node, Place, Process};

/// Name of the state before the first, which the format writes as null.
const BEFORE: &str = "(new)";

/// The model of a JSON value, wherever in it the services lie. None when it holds no service.
pub(crate) fn read(root: &Value<'_>, found: &mut Vec<Finding>) -> Option<Model> {
    let services = objects_with(root, ["businessService", "states"]);
    if services.is_empty() {
        return None;
    }
    let mut names = Names::new(("业务", "service"));
    let processes = services.into_iter().map(|service| process(service, &mut names, found)).collect();
    Some(Model { form: Form::Digit, processes, messages: Vec::new() })
}

/// Names already given, each with its first place.
struct Names {
    of: (&'static str, &'static str),
    first: BTreeMap<String, (usize, Place)>,
}

impl Names {
    fn new(of: (&'static str, &'static str)) -> Names {
        Names { of, first: BTreeMap::new() }
    }

    fn add(&mut self, name: &str, at: usize, place: Place, found: &mut Vec<Finding>) {
        let Some((_, first)) = self.first.get(name) else {
            self.first.insert(name.to_owned(), (at, place));
            return;
        };
        let (zh, en) = self.of;
        let message = Text::new(format!("{zh} `{name}` 写了两次"), format!("{en} `{name}` is written twice"));
        found.push(
            Finding::error(DOUBLE_NAME, place, message)
                .label(first.clone(), "第一次在此", "first written here")
                .help("删去其中一个，或给它另取名字", "delete one of them, or give it a name of its own"),
        );
    }
}

fn process(service: &Object<'_>, names: &mut Names, found: &mut Vec<Finding>) -> Process {
    let name = text(service, "businessService").unwrap_or_default().to_owned();
    let stands = key_place(service, "businessService");
    names.add(&name, 0, stands.clone(), found);
    let mut process = Process { id: name.clone(), name, place: stands, ..Process::default() };
    process.limit = duration(service, "businessServiceSla", found);
    process.about = text(service, "business").map(str::to_owned);
    let states: Vec<&Object<'_>> = match service.get("states").map(|property| &property.value) {
        Some(Value::Array(states)) => objects(states.elements.iter(), "states", found),
        Some(other) => {
            found.push(wrong_kind("states", place(other), "数组", "a list"));
            Vec::new()
        }
        None => Vec::new(),
    };
    let mut known = Names::new(("状态", "state"));
    let mut by_uuid: BTreeMap<String, usize> = BTreeMap::new();
    for (at, state) in states.iter().enumerate() {
        let node = node(state, found);
        known.add(&node.id, at, node.place.clone(), found);
        if let Some(uuid) = text(state, "uuid") {
            by_uuid.entry(uuid.to_owned()).or_insert(at);
        }
        process.nodes.push(node);
    }
    let find = |word: &str| known.first.get(word).map(|(at, _)| *at).or_else(|| by_uuid.get(word).copied());
    for (from, state) in states.iter().enumerate() {
        actions(state, from, &find, &mut process, found);
    }
    process
}

fn node(state: &Object<'_>, found: &mut Vec<Finding>) -> Node {
    let id = text(state, "state").unwrap_or(BEFORE);
    let kind = match (flag(state, "isStartState"), flag(state, "isTerminateState")) {
        (true, _) => Kind::Start,
        (false, true) => Kind::End(false),
        (false, false) => Kind::Task,
    };
    let mut node = Node::new(id, id, kind);
    node.limit = duration(state, "sla", found);
    node.about = text(state, "applicationStatus").map(str::to_owned);
    node.place = match state.get("state") {
        Some(property) => place(&property.value),
        None => place(state).start..place(state).start + 1,
    };
    node
}

/// Adds the actions of a state as flows, and the roles that may act as those who stand by it.
fn actions(
    state: &Object<'_>,
    from: usize,
    find: &dyn Fn(&str) -> Option<usize>,
    process: &mut Process,
    found: &mut Vec<Finding>,
) {
    let list = match state.get("actions").map(|property| &property.value) {
        Some(Value::Array(list)) => objects(list.elements.iter(), "actions", found),
        Some(Value::NullKeyword(_)) | None => return,
        Some(other) => return found.push(wrong_kind("actions", place(other), "数组", "a list")),
    };
    for action in list {
        if action.get_boolean("active").is_some_and(|active| !active.value) {
            continue; // kept by the format for old cases; nobody can take it any more
        }
        let name = text(action, "action").unwrap_or_default();
        let Some(to) = text(action, "nextState").and_then(find) else {
            found.push(unknown_next(action, name, process));
            continue;
        };
        let who: Vec<String> = roles(action);
        for role in &who {
            if !process.nodes[from].who.contains(role) {
                process.nodes[from].who.push(role.clone());
            }
        }
        let stands = if action.get("action").is_some() { key_place(action, "action") } else { place(action) };
        let id = format!("{}-{}", process.nodes[from].id, process.flows.len());
        let name = name.to_owned();
        process.flows.push(Flow { id, from, to, name, who, place: stands, ..Flow::default() });
    }
}

fn unknown_next(action: &Object<'_>, name: &str, process: &Process) -> Finding {
    let next = text(action, "nextState");
    let stands = match action.get("nextState") {
        Some(property) => place(&property.value),
        None => place(action).start..place(action).start + 1,
    };
    let message = match next {
        Some(next) => Text::new(
            format!("动作 `{name}` 的下一状态 `{next}` 不存在"),
            format!("action `{name}` leads to state `{next}`, which does not exist"),
        ),
        None => Text::new(format!("动作 `{name}` 没有写下一状态"), format!("action `{name}` leads to no state")),
    };
    let known = crate::finding::names(process.nodes.iter().map(|node| &*node.id), "、", ", ");
    Finding::error(UNKNOWN_NEXT, stands, message).help(
        format!("`nextState` 写状态名或其 uuid；现有：{}", known.zh),
        format!("write the name or the uuid of a state in `nextState`; there are {}", known.en),
    )
}

fn roles(action: &Object<'_>) -> Vec<String> {
    let listed = action.get_array("roles").map_or(&[][..], |array| &array.elements);
    let named = listed.iter().filter_map(|role| role.as_string_lit()).map(|role| role.value.trim().to_owned());
    named.filter(|role| !role.is_empty()).collect()
}

/// Milliseconds under a key; null and nothing are none, also 0, with which the format says "no limit".
fn duration(object: &Object<'_>, key: &str, found: &mut Vec<Finding>) -> Option<u64> {
    let value = &object.get(key)?.value;
    let digits = match value {
        Value::NumberLit(number) => number.value,
        Value::StringLit(text) => &text.value,
        Value::NullKeyword(_) => return None,
        _ => "",
    };
    // some programs write milliseconds as 86400000.0
    let whole = digits
        .split_once('.')
        .map_or(digits, |(whole, rest)| if rest.trim_matches('0').is_empty() { whole } else { "" });
    match whole.parse::<u64>() {
        Ok(milliseconds) => Some(milliseconds).filter(|ms| *ms > 0),
        Err(_) => {
            found.push(wrong_kind(key, place(value), "毫秒数（不小于 0 的整数）", "a whole number of milliseconds"));
            None
        }
    }
}

fn objects<'a, 'b>(
    elements: impl Iterator<Item = &'b Value<'a>>,
    key: &str,
    found: &mut Vec<Finding>,
) -> Vec<&'b Object<'a>>
where
    'a: 'b,
{
    let mut kept = Vec::new();
    for element in elements {
        match element {
            Value::Object(object) => kept.push(object),
            other => found.push(wrong_kind(key, place(other), "对象", "objects")),
        }
    }
    kept
}

fn wrong_kind(key: &str, place: Place, zh: &str, en: &str) -> Finding {
    let message = Text::new(format!("`{key}` 里应是{zh}"), format!("`{key}` takes {en}"));
    Finding::new("wrong-kind", Severity::Error, place, message).help("改正此处的值", "write it so")
}

fn key_place(object: &Object<'_>, key: &str) -> Place {
    object.get(key).map_or(0..0, |property| place(&property.value))
}
