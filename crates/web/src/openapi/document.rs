//! The OpenAPI 3.1 document of everything that all features offer to programs.

use civic::text::{Lang, Text};
use serde_json::{Map, Value, json};

use super::{Api, Event, Operation, Place};
use crate::Feature;

/// Statuses any call may answer: what the edge of the house says before or after a handler.
const OF_THE_HOUSE: [u16; 4] = [408, 429, 500, 503];

/// The document in one language. `site` is the address the calls are sent to, without a slash at its end.
pub fn document(features: &[&Feature], lang: Lang, site: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas: Map<String, Value> = Map::new();
    let mut webhooks: Map<String, Value> = Map::new();
    let mut tags = Vec::new();
    for feature in features {
        let Api { operations, schemas: own, events } = (feature.api)();
        if operations.is_empty() {
            continue;
        }
        let title = if lang == Lang::Zh { feature.title.0 } else { feature.title.1 };
        tags.push(json!({"name": feature.name, "description": title}));
        for operation in &operations {
            let path = paths.entry(operation.path).or_insert_with(|| json!({}));
            path[operation.method.as_str().to_ascii_lowercase()] = described(operation, feature.name, lang);
        }
        webhooks.extend(events.iter().map(|event| (event.kind.to_owned(), sent(event, feature.name, lang))));
        schemas.extend(own.into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    }
    schemas.insert("Problem".to_owned(), problem());
    let about = Text::new(
        "企业和部门的系统通过这些接口办事。规则、权限与网页相同：密钥能做的，就是它的主人在网页上能做的。",
        "Systems of enterprises and agencies do here what people do on the pages, by the same rules: a key may do what \
         its owner may.",
    );
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Tongtu",
            "version": "1",
            "description": about.get(lang),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": if site.is_empty() { "/" } else { site }}],
        "tags": tags,
        "paths": paths,
        "webhooks": webhooks,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    })
}

fn described(operation: &Operation, tag: &str, lang: Lang) -> Value {
    let mut told = json!({
        "operationId": operation.id,
        "tags": [tag],
        "summary": operation.title.get(lang),
        "description": about(operation, lang),
        "security": if operation.scope.is_some() { json!([{"key": []}]) } else { json!([]) },
        "responses": answers(operation, lang),
    });
    if !operation.params.is_empty() {
        let all = operation.params.iter().map(|param| {
            json!({
                "name": param.name,
                "in": place(param.place),
                "required": param.required,
                "description": param.about.get(lang),
                "schema": param.schema,
            })
        });
        told["parameters"] = Value::Array(all.collect());
    }
    if let Some(schema) = &operation.body {
        told["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
    }
    if let Some(schema) = &operation.form {
        told["requestBody"]["content"]["multipart/form-data"] = json!({ "schema": schema });
    }
    told
}

/// An event as its receiver describes it: what arrives, and what is answered.
fn sent(event: &Event, tag: &str, lang: Lang) -> Value {
    let header = |name: &str, schema: Value| json!({"name": name, "in": "header", "required": true, "schema": schema});
    let taken = Text::new("收到了", "It is taken");
    let body = json!({"required": true, "content": {"application/json": {"schema": event.schema}}});
    json!({"post": {
        "operationId": format!("on {}", event.kind),
        "tags": [tag],
        "summary": event.title.get(lang),
        "description": event.about.get(lang),
        "security": [],
        "parameters": [
            header("webhook-id", json!({"type": "string"})),
            header("webhook-timestamp", json!({"type": "integer"})),
            header("webhook-signature", json!({"type": "string"})),
        ],
        "requestBody": body,
        "responses": {"2XX": {"description": taken.get(lang)}},
    }})
}

fn about(operation: &Operation, lang: Lang) -> String {
    let about = operation.about.get(lang);
    match (operation.scope, lang) {
        (None, _) => about.to_owned(),
        (Some(scope), Lang::Zh) => format!("{about}需要权限 `{scope}`。"),
        (Some(scope), Lang::En) => format!("{about} Needs the scope `{scope}`."),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
    }
}

fn answers(operation: &Operation, lang: Lang) -> Value {
    let mut all = Map::new();
    let good = &operation.answer;
    all.insert(
        good.status.to_string(),
        json!({"description": good.about.get(lang), "content": {good.media: {"schema": good.schema}}}),
    );
    let keyed: &[u16] = if operation.scope.is_some() { &[401, 403] } else { &[] };
    for status in operation.stops.iter().chain(keyed).chain(&OF_THE_HOUSE) {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        let mut told = json!({"description": stop(*status).get(lang), "content": {"application/problem+json": {"schema": schema}}});
        if matches!(status, 429 | 503) {
            told["headers"] = json!({"Retry-After": {"schema": {"type": "integer"}, "required": true}});
        }
        all.insert(status.to_string(), told);
    }
    Value::Object(all)
}

/// What a status means, in both languages.
pub fn stop(status: u16) -> Text {
    let (zh, en) = match status {
        400 => ("请求无法读取，或缺少 Idempotency-Key", "The request cannot be read, or has no Idempotency-Key"),
        401 => ("没有密钥，或密钥无效", "No key, or none that is good"),
        403 => ("密钥没有这项权限", "The key has not the scope, or its owner may not do this"),
        404 => ("没有，或这个密钥不能知道", "There is none, or none this key may know of"),
        408 => ("请求发送得太慢", "The request was sent too slowly"),
        409 => ("办件的状态不允许这样做", "The state of the case does not allow it"),
        412 => ("内容在此期间变了，请重新读取", "It has changed meanwhile; read it again"),
        413 => ("内容太大", "The body is too large"),
        415 => ("内容不是 JSON", "The body is not JSON"),
        422 => ("内容有问题，一次全部列出", "What was sent is wrong; all problems at once"),
        429 => ("这一分钟的次数已用完", "The key's minute is used up"),
        503 => ("系统繁忙，请稍后再试", "The house is full for now; try again"),
        _ => ("系统故障，已记录", "A fault of ours; it has been noted"),
    };
    Text::new(zh, en)
}

/// RFC 9457, with what every problem document here has.
fn problem() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "code", "detail", "instance", "problems"],
        "properties": {
            "type": {"type": "string", "format": "uri", "examples": ["urn:tongtu:problem:conflict"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string", "examples": ["conflict"]},
            "detail": {"type": "string"},
            "instance": {"type": "string", "format": "uri"},
            "problems": {"type": "array", "items": {
                "type": "object",
                "required": ["field", "code", "message", "next"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string", "examples": ["cases/reason-missing"]},
                    "message": {"type": "string"},
                    "next": {"type": "string"},
                },
            }},
        },
    })
}
