//! Event log as OCEL 2.0: cases, steps, applicants, agencies and certificates as objects, acts as events between them.
//!
//! Source: OCEL 2.0 specification (Berti et al. 2024). Applicants appear by their register id, people not at all.

use std::collections::BTreeSet;

use process::observed::stops_to;
use serde_json::{Value, json};

use super::event::{Event, events, moment};
use super::story::story;
use crate::cases::log::Logged;

/// Object types with their attributes; all attributes are strings.
pub const OBJECT_TYPES: &[(&str, &[&str])] = &[
    (
        "case",
        &[
            "number", "region", "playbook", "version", "service", "state", "due", "kind", "begun", "stops", "papers",
            "counter",
        ],
    ),
    ("step", &["name", "state", "working_days"]),
    ("applicant", &[]),
    ("agency", &[]),
    ("certificate", &["evidence"]),
];

/// Attributes of every event type.
pub const EVENT_ATTRIBUTES: &[&str] = &["activity", "office", "opened", "asks_for"];

/// The values of an event, in the order of [`EVENT_ATTRIBUTES`].
pub fn values(event: &Event) -> [String; 4] {
    let opened = event.opened.clone().unwrap_or_default();
    [event.activity.clone(), event.office.clone(), opened, event.asks_for.join(" ")]
}

/// An object: id, type, values, and what it is related to (id, how).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Unique in the log.
    pub id: String,
    /// One of [`OBJECT_TYPES`].
    pub kind: &'static str,
    /// Since when its values hold.
    pub since: String,
    /// Attribute and value.
    pub values: Vec<(&'static str, String)>,
    /// Other object and the relation's name.
    pub related: Vec<(String, &'static str)>,
}

/// An act with the objects it touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Unique in the log.
    pub id: String,
    /// The event.
    pub event: Event,
    /// Object and its part in the act.
    pub related: Vec<(String, &'static str)>,
}

/// The objects of one case; `told` keeps what cases before it told already (applicants, agencies).
pub fn objects(logged: &Logged, told: &mut BTreeSet<String>) -> Vec<Object> {
    let case = &logged.case;
    let since = moment(case.filed_at.unwrap_or_default());
    let object = |id, kind, values, related| Object { id, kind, since: since.clone(), values, related };
    let mut related = vec![(applicant_id(logged), "applied by")];
    related.extend(logged.steps.iter().map(|s| (step_id(logged, &s.step), "has step")));
    related.extend(logged.certificates.iter().map(|c| (certificate_id(&c.region, &c.number), "yields")));
    let story = story(logged);
    let mut all = vec![object(
        case_id(logged),
        "case",
        vec![
            ("number", case.number.clone().unwrap_or_default()),
            ("region", case.region.clone()),
            ("playbook", case.playbook.clone()),
            ("version", case.digest.clone()),
            ("service", case.service.clone()),
            ("state", case.state.as_str().to_owned()),
            ("due", case.due_on.map(|d| d.to_string()).unwrap_or_default()),
            ("kind", story.kind),
            ("begun", story.begun.map(|d| d.to_string()).unwrap_or_default()),
            ("stops", story.stops.as_deref().map(stops_to).unwrap_or_default()),
            ("papers", story.papers.join(" ")),
            ("counter", if story.at_counter { "yes" } else { "no" }.to_owned()),
        ],
        related,
    )];
    for step in &logged.steps {
        let values = vec![
            ("name", step.step.clone()),
            ("state", step.state.as_str().to_owned()),
            ("working_days", step.working_days.to_string()),
        ];
        all.push(object(step_id(logged, &step.step), "step", values, vec![(agency_id(&step.agency), "done by")]));
    }
    for it in &logged.certificates {
        let id = certificate_id(&it.region, &it.number);
        all.push(object(id, "certificate", vec![("evidence", it.evidence.clone())], vec![]));
    }
    let shared = std::iter::once((applicant_id(logged), "applicant"));
    let agencies: BTreeSet<String> = logged.steps.iter().map(|s| agency_id(&s.agency)).collect();
    for (id, kind) in shared.chain(agencies.into_iter().map(|id| (id, "agency"))) {
        if told.insert(id.clone()) {
            all.push(object(id, kind, vec![], vec![]));
        }
    }
    all
}

/// The acts of one case with the objects they touch.
pub fn acts(logged: &Logged) -> Vec<Act> {
    let agencies: BTreeSet<&str> = logged.steps.iter().map(|s| s.agency.as_str()).collect();
    let act = |event: Event| {
        let mut related = vec![(case_id(logged), "case")];
        if let Some(step) = event.step.as_ref().filter(|s| logged.steps.iter().any(|there| there.step == **s)) {
            related.push((step_id(logged, step), "step"));
        }
        if agencies.contains(event.office.as_str()) {
            related.push((agency_id(&event.office), "office"));
        } else if event.office == "applicant" {
            related.push((applicant_id(logged), "office"));
        }
        let certificate = event.certificate.as_ref();
        if let Some(number) = certificate.filter(|n| logged.certificates.iter().any(|c| c.number == **n)) {
            related.push((certificate_id(&logged.case.region, number), "certificate"));
        }
        Act { id: format!("event:{}:{}", logged.case.region, event.seq), event, related }
    };
    events(logged).into_iter().map(act).collect()
}

/// An object as JSON.
pub fn object_json(object: &Object) -> Value {
    let values = object.values.iter().map(|(name, value)| json!({"name": name, "time": object.since, "value": value}));
    json!({
        "id": object.id, "type": object.kind,
        "attributes": values.collect::<Vec<_>>(), "relationships": related(&object.related),
    })
}

/// An event as JSON.
pub fn act_json(act: &Act) -> Value {
    json!({
        "id": act.id, "type": act.event.kind, "time": act.event.at,
        "attributes": EVENT_ATTRIBUTES.iter().zip(values(&act.event)).filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
        "relationships": related(&act.related),
    })
}

/// The two lists of types; `kinds` are the event types that occur.
pub fn types_json(kinds: &BTreeSet<String>) -> (Value, Value) {
    let strings = |names: &[&str]| names.iter().map(|n| json!({"name": n, "type": "string"})).collect::<Vec<_>>();
    let objects = OBJECT_TYPES.iter().map(|(name, values)| json!({"name": name, "attributes": strings(values)}));
    let events = kinds.iter().map(|name| json!({"name": name, "attributes": strings(EVENT_ATTRIBUTES)}));
    (objects.collect(), events.collect())
}

fn related(list: &[(String, &'static str)]) -> Vec<Value> {
    list.iter().map(|(id, how)| json!({"objectId": id, "qualifier": how})).collect()
}

fn case_id(logged: &Logged) -> String {
    format!("case:{}:{}", logged.case.region, logged.case.id)
}

fn step_id(logged: &Logged, step: &str) -> String {
    format!("step:{}:{}:{step}", logged.case.region, logged.case.id)
}

fn applicant_id(logged: &Logged) -> String {
    format!("applicant:{}", logged.case.subject.id)
}

fn agency_id(agency: &str) -> String {
    format!("agency:{agency}")
}

fn certificate_id(region: &str, number: &str) -> String {
    format!("certificate:{region}:{number}")
}
