//! What a feature offers to programs, described beside its handlers: one text documents a call and judges it.
//!
//! The schema of a call's body, its parameters and its answer is written once, as JSON Schema (draft 2020-12). From it
//! comes the OpenAPI document, the page for people, and, through [`Operation::read`], the refusal of what does not fit.

mod check;
mod document;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use civic::problem::Problem;
use civic::text::Text;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use check::problems;
pub use document::{document, stop};

use crate::{Ctx, Stop};

/// Header that makes a repeated write do one thing once.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What one feature offers to programs.
#[derive(Debug, Default)]
pub struct Api {
    /// Its calls, in the order of the document.
    pub operations: Vec<Operation>,
    /// Schemas that calls refer to as `#/components/schemas/NAME`.
    pub schemas: Vec<(&'static str, Value)>,
    /// What it sends by itself to those who subscribed.
    pub events: Vec<Event>,
}

/// Something that is sent to the address of a subscriber: one of the `webhooks` of OpenAPI 3.1.
#[derive(Debug)]
pub struct Event {
    /// Its kind, as in the field `type` of the body.
    pub kind: &'static str,
    /// What happened.
    pub title: Text,
    /// What a receiver has to know.
    pub about: Text,
    /// Schema of the body.
    pub schema: Value,
}

/// One call: a method at a path.
#[derive(Debug)]
pub struct Operation {
    /// `GET`, `POST`, …
    pub method: Method,
    /// Path as the route table has it, parameters in braces.
    pub path: &'static str,
    /// Stable name, unique over all features.
    pub id: &'static str,
    /// What it does, in a few words.
    pub title: Text,
    /// What one has to know to use it.
    pub about: Text,
    /// The scope a key needs; `None` = open to everybody.
    pub scope: Option<&'static str>,
    /// Everything in its path, query and headers.
    pub params: Vec<Param>,
    /// Schema of the JSON body it takes.
    pub body: Option<Value>,
    /// Schema of the same as a form in parts, with files as they are; beside [`Operation::body`].
    pub form: Option<Value>,
    /// What it answers when all is well.
    pub answer: Answer,
    /// Statuses of problem documents it may answer besides 401, 403, 408, 429, 500 and 503.
    pub stops: &'static [u16],
}

/// A good answer.
#[derive(Debug)]
pub struct Answer {
    /// 200 or 201.
    pub status: u16,
    /// What is in it.
    pub about: Text,
    /// Its media type.
    pub media: &'static str,
    /// Its schema.
    pub schema: Value,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path; always required.
    Path,
    /// Behind the question mark.
    Query,
    /// In a header.
    Header,
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Where it stands.
    pub place: Place,
    /// Its name.
    pub name: &'static str,
    /// Whether the call is refused without it.
    pub required: bool,
    /// Schema of its text.
    pub schema: Value,
    /// What it is.
    pub about: Text,
}

impl Operation {
    /// Reads the body of a call: JSON, and of the shape this operation says.
    ///
    /// # Errors
    /// 415 when it is no JSON by its type, 400 when it cannot be read, 422 with everything that does not fit.
    pub fn read<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &Bytes) -> Result<T, Stop> {
        let schema = self.body.as_ref().ok_or_else(|| Stop::fault("this call takes no body"))?;
        if !is_json(headers) {
            return Err(Stop::Refused { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, problems: vec![not_json()] });
        }
        let value: Value = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
        let wrong = problems(schema, &value);
        if !wrong.is_empty() {
            return Err(Stop::refused(wrong));
        }
        serde_json::from_value(whole(value)).map_err(|error| Stop::Fault(error.into()))
    }
}

/// Numbers without a fraction as whole numbers, which is what JSON Schema takes `27.0` for.
fn whole(value: Value) -> Value {
    // every whole number below it has a double of its own
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Some(n) if n.fract() == 0.0 && n.abs() <= EXACT => Value::from(n as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(whole).collect(),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, value)| (name, whole(value))).collect()),
        other => other,
    }
}

/// The id under which a write is done once: what the key sent as `Idempotency-Key`, told apart from other keys' ids.
///
/// # Errors
/// 400 when the header is absent or no id; [`Stop::NoKey`] when no key was shown.
pub fn transaction(ctx: &Ctx, headers: &HeaderMap) -> Result<String, Stop> {
    let sent = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let clean = (8..=64).contains(&sent.len()) && sent.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !clean {
        return Err(Stop::Refused { status: StatusCode::BAD_REQUEST, problems: vec![no_idempotency_key()] });
    }
    Ok(crate::cookie::token_hash(&format!("{} {sent}", ctx.machine()?.id)))
}

/// What an act is called in the book of transaction ids: the same id for another body is another act.
pub fn act_of(operation: &str, place: &str, body: &[u8]) -> String {
    let digest = crate::cookie::token_hash(&String::from_utf8_lossy(body));
    format!("api/{operation} {place} {}", &digest[..16])
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn not_json() -> Problem {
    Problem::new(
        "",
        "api/not-json",
        Text::new("请求内容不是 JSON", "the body is not JSON"),
        Text::new("请用 Content-Type: application/json 发送", "send it with Content-Type: application/json"),
    )
}

fn unreadable(error: &serde_json::Error) -> Stop {
    let (line, column) = (error.line(), error.column());
    let problem = Problem::new(
        "",
        "api/unreadable",
        Text::new(
            format!("JSON 在第 {line} 行第 {column} 列处无法读取"),
            format!("the JSON cannot be read at line {line}, column {column}"),
        ),
        Text::new("请检查引号、逗号和括号", "check quotes, commas and brackets there"),
    );
    Stop::Refused { status: StatusCode::BAD_REQUEST, problems: vec![problem] }
}

fn no_idempotency_key() -> Problem {
    Problem::new(
        "Idempotency-Key",
        "api/no-idempotency-key",
        Text::new(
            "缺少 Idempotency-Key，或不是 8 至 64 位字母、数字、连字符",
            "Idempotency-Key is missing or is not 8 to 64 letters, digits and hyphens",
        ),
        Text::new(
            "每次新操作用一个新编号；重发同一操作时用原编号",
            "draw a new one for every act; when you repeat an act, send the same one again",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_id_for_another_body_is_another_act() {
        assert_eq!(act_of("file", "1", b"{}"), act_of("file", "1", b"{}"));
        assert_ne!(act_of("file", "1", b"{}"), act_of("file", "1", b"{ }"));
        assert_ne!(act_of("file", "1", b"{}"), act_of("file", "2", b"{}"));
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let sent = serde_json::json!({"a": [27.0, 2.5, -0.0], "b": 1e300, "c": 9_007_199_254_740_993_i64});
        let read = serde_json::json!({"a": [27, 2.5, 0], "b": 1e300, "c": 9_007_199_254_740_993_i64});
        assert_eq!(whole(sent), read);
    }

    #[test]
    fn json_is_known_by_its_type_alone() {
        let mut headers = HeaderMap::new();
        assert!(!is_json(&headers));
        for (kind, json) in
            [("application/json", true), ("Application/JSON; charset=utf-8", true), ("application/xml", false)]
        {
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            assert_eq!(is_json(&headers), json, "{kind}");
        }
    }
}
