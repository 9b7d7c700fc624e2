//! The schemas and parameters that several calls share.

use civic::Text;
use serde_json::{Map, Value, json};
use web::openapi::{Answer, Param, Place};

use crate::cases::CaseState;
use crate::cases::facts::TEXT_MAX;

/// Largest whole number that every reader of JSON keeps exactly (RFC 8259, 6).
const WHOLE_MAX: i64 = 9_007_199_254_740_991;

/// An object that always has these fields.
pub fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let fields: Map<String, Value> = fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "required": names, "properties": fields})
}

/// A body: exactly these fields, of which `required` must be there.
pub fn body(required: &[&str], fields: &[(&str, Value)]) -> Value {
    let fields: Map<String, Value> = fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "required": required, "properties": fields, "additionalProperties": false})
}

/// Text.
pub fn text() -> Value {
    json!({"type": "string"})
}

/// Text of at most so many characters.
pub fn short(max: usize) -> Value {
    json!({"type": "string", "maxLength": max})
}

/// Text or null.
pub fn maybe_text() -> Value {
    json!({"type": ["string", "null"]})
}

/// A day or null.
pub fn maybe_day() -> Value {
    json!({"type": ["string", "null"], "format": "date"})
}

/// A time or null.
pub fn maybe_time() -> Value {
    json!({"type": ["string", "null"], "format": "date-time"})
}

/// A whole number.
pub fn whole() -> Value {
    json!({"type": "integer"})
}

/// A list.
pub fn list(of: &Value) -> Value {
    json!({"type": "array", "items": of})
}

/// A schema by its name.
pub fn named(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The facts of a body, by name.
pub fn given_facts() -> Value {
    json!({
        "type": "object",
        "maxProperties": 200,
        "additionalProperties": {
            "type": ["boolean", "integer", "string", "null"],
            "maxLength": TEXT_MAX, "minimum": -WHOLE_MAX, "maximum": WHOLE_MAX,
        },
        "examples": [{"fever_count": 0, "resume_on": "2020-03-20"}],
    })
}

/// The words of all case states.
pub fn states() -> Value {
    let words: Vec<&str> = CaseState::ALL.iter().map(|state| state.as_str()).collect();
    json!({"type": "string", "enum": words})
}

/// A good answer of JSON.
pub fn good(status: u16, zh: &str, en: &str, schema: Value) -> Answer {
    Answer { status, about: Text::new(zh, en), media: "application/json", schema }
}

fn param(place: Place, name: &'static str, schema: Value, zh: &str, en: &str) -> Param {
    Param { place, name, required: place == Place::Path, schema, about: Text::new(zh, en) }
}

/// `{playbook}` and `{service}`.
pub fn service_place() -> Vec<Param> {
    let id = json!({"type": "string", "minLength": 1});
    vec![
        param(Place::Path, "playbook", id.clone(), "规则书代号", "id of the playbook"),
        param(Place::Path, "service", id, "事项代号", "id of the service"),
    ]
}

/// `{region}` and `{id}`.
pub fn case_place() -> Vec<Param> {
    let id = json!({"type": "string", "minLength": 1});
    vec![
        param(Place::Path, "region", id.clone(), "办件所在县的区划代码", "division code of the case's county"),
        param(Place::Path, "id", id, "办件编号", "id of the case"),
    ]
}

/// `{step}`.
pub fn step() -> Param {
    param(Place::Path, "step", json!({"type": "string", "minLength": 1}), "环节代号", "id of the step")
}

/// `Idempotency-Key`.
pub fn idempotency_key() -> Param {
    let schema = json!({"type": "string", "minLength": 8, "maxLength": 64, "pattern": "^[0-9A-Za-z-]{8,64}$"});
    let (zh, en) = ("提交编号：重发时不变，同一编号只办一次", "transaction id: sent again it does nothing twice");
    Param { required: true, ..param(Place::Header, "Idempotency-Key", schema, zh, en) }
}

/// `If-Match`.
pub fn if_match() -> Param {
    let (zh, en) = ("上次读到的 ETag；内容已变则不写入", "ETag last read; nothing is written when it has changed");
    param(Place::Header, "If-Match", json!({"type": "string"}), zh, en)
}

/// Everything calls refer to by name.
pub fn all() -> Vec<(&'static str, Value)> {
    let truth = json!({"type": "string", "enum": ["yes", "no", "unknown"]});
    let why = json!({
        "type": "object",
        "required": ["verdict", "words", "parts"],
        "properties": {
            "verdict": truth, "words": text(), "fact": maybe_text(), "value": {}, "parts": list(&named("Why")),
        },
    });
    let maybe_why = json!({"oneOf": [named("Why"), {"type": "null"}]});
    let fact = object(&[
        ("fact", text()),
        ("kind", json!({"type": "string", "enum": ["yes-no", "whole", "money-fen", "day", "choice", "text"]})),
        ("words", text()),
        ("question", maybe_text()),
        ("unit", maybe_text()),
        ("min", json!({"type": ["integer", "null"]})),
        ("max", json!({"type": ["integer", "null"]})),
        ("choices", list(&object(&[("code", text()), ("words", text())]))),
    ]);
    let short = service_fields();
    let whole_service = [&short[..], &[("facts", list(&named("Fact"))), ("finding", named("Finding"))]].concat();
    vec![
        ("Why", why),
        ("Fact", fact),
        ("Service", object(&short)),
        ("WholeService", object(&whole_service)),
        ("Finding", finding(&truth, &maybe_why)),
        ("CaseLine", object(&line_fields())),
        ("Case", case()),
        (
            "Entry",
            object(&[
                ("at", json!({"type": "string", "format": "date-time"})),
                ("act", text()),
                ("office", text()),
                ("step", maybe_text()),
            ]),
        ),
    ]
}

fn service_fields() -> Vec<(&'static str, Value)> {
    vec![
        ("playbook", text()),
        ("version", text()),
        ("service", text()),
        ("name", text()),
        ("about", maybe_text()),
        ("audience", json!({"type": "string", "enum": ["enterprise", "person"]})),
        ("mode", json!({"type": "string", "enum": ["review", "filing", "commitment", "automatic"]})),
        ("lead", text()),
        ("promised_working_days", whole()),
        ("statutory_working_days", whole()),
        ("fee_fen", whole()),
        ("basis", maybe_text()),
    ]
}

fn line_fields() -> Vec<(&'static str, Value)> {
    vec![
        ("region", text()),
        ("id", text()),
        ("number", maybe_text()),
        ("playbook", text()),
        ("service", text()),
        ("kind", text()),
        ("mode", maybe_text()),
        ("express", json!({"type": "boolean"})),
        ("state", states()),
        ("applicant", object(&[("name", text()), ("code", text())])),
        ("filed_at", maybe_time()),
        ("due_on", maybe_day()),
        ("due_provisional", json!({"type": "boolean"})),
        ("decided_at", maybe_time()),
        ("updated_at", json!({"type": "string", "format": "date-time"})),
    ]
}

fn case() -> Value {
    let step = object(&[
        ("step", text()),
        ("agency", text()),
        ("state", text()),
        ("due_on", maybe_day()),
        ("decided_at", maybe_time()),
        ("reason", text()),
        ("asks", list(&text())),
    ]);
    let paper = object(&[
        ("id", text()),
        ("need", text()),
        ("evidence", text()),
        ("file_name", text()),
        ("content_type", text()),
        ("bytes", whole()),
        ("sha256", text()),
        ("promised", json!({"type": "boolean"})),
        ("issued_on", maybe_day()),
        ("added_at", json!({"type": "string", "format": "date-time"})),
    ]);
    let fact = object(&[
        ("fact", text()),
        ("value", json!({"type": ["boolean", "integer", "string"]})),
        ("said_by_applicant", json!({"type": "boolean"})),
        ("source", text()),
        ("as_of", maybe_day()),
    ]);
    let certificate = object(&[
        ("number", text()),
        ("evidence", text()),
        ("valid_until", maybe_day()),
        ("revoked", json!({"type": "boolean"})),
        ("revoked_on", maybe_day()),
        ("verify", text()),
    ]);
    let mut fields = line_fields();
    fields.extend([
        ("steps", list(&step)),
        ("papers", list(&paper)),
        ("facts", list(&fact)),
        ("awaited", list(&text())),
        ("certificates", list(&certificate)),
    ]);
    object(&fields)
}

fn finding(truth: &Value, maybe_why: &Value) -> Value {
    let need = [
        ("need", text()),
        ("words", text()),
        ("any_of", list(&object(&[("evidence", text()), ("words", text()), ("promise", json!({"type": "boolean"}))]))),
        ("enough", whole()),
        ("max_age_days", json!({"type": ["integer", "null"]})),
        ("basis", maybe_text()),
        ("demanded", truth.clone()),
        ("held", json!({"type": "boolean"})),
        ("why", maybe_why.clone()),
    ];
    let step = [
        ("step", text()),
        ("words", text()),
        ("agency", text()),
        ("working_days", whole()),
        ("visits", whole()),
        ("basis", maybe_text()),
        ("done", truth.clone()),
        ("why", maybe_why.clone()),
    ];
    object(&[
        ("must_ask", truth.clone()),
        ("must_ask_why", maybe_why.clone()),
        ("eligible", truth.clone()),
        ("eligible_why", maybe_why.clone()),
        ("needs", list(&object(&need))),
        ("steps", list(&object(&step))),
        ("waves", list(&list(&text()))),
        ("working_days", whole()),
        ("missing", list(&named("Fact"))),
    ])
}
