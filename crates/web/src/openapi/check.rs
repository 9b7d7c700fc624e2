//! Whether a value fits a schema: everything that does not, at once, each with its place and what to do.
//!
//! Of JSON Schema it knows what our calls use: `type`, `properties`, `required`, `additionalProperties`, `items`,
//! `minItems`, `maxItems`, `maxProperties`, `enum`, `minLength`, `maxLength`, `minimum`, `maximum`, and as `format` only
//! `date`. A test sees to it that no call uses more.

use civic::Date;
use civic::problem::Problem;
use civic::text::Text;
use serde_json::Value;

/// Everything about `value` that does not fit; empty = it fits. Places are JSON pointers (RFC 6901).
pub fn problems(schema: &Value, value: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    look(schema, value, "", &mut found);
    found
}

fn look(schema: &Value, value: &Value, at: &str, found: &mut Vec<Problem>) {
    if let Some(kinds) = kinds(schema)
        && !kinds.iter().any(|kind| is(value, kind))
    {
        let kinds = kinds.join(" / ");
        return found.push(wrong(
            at,
            "api/type",
            (format!("类型不对，应为 {kinds}"), format!("has the wrong type; it should be {kinds}")),
        ));
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        let list: Vec<String> = choices.iter().map(ToString::to_string).collect();
        let list = list.join(", ");
        found.push(wrong(
            at,
            "api/choice",
            (format!("不在可选值之内：{list}"), format!("is none of the values that may stand here: {list}")),
        ));
    }
    match value {
        Value::Object(fields) => object(schema, fields, at, found),
        Value::Array(items) => array(schema, items, at, found),
        Value::String(text) => string(schema, text, at, found),
        Value::Number(number) => bounds(schema, number.as_f64().unwrap_or(f64::NAN), at, found),
        Value::Null | Value::Bool(_) => {}
    }
}

fn kinds(schema: &Value) -> Option<Vec<&str>> {
    match &schema["type"] {
        Value::String(kind) => Some(vec![kind]),
        Value::Array(kinds) => Some(kinds.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match (value, kind) {
        (Value::Object(_), "object") | (Value::Array(_), "array") | (Value::String(_), "string") => true,
        (Value::Bool(_), "boolean") | (Value::Null, "null") | (Value::Number(_), "number") => true,
        (Value::Number(number), "integer") => number.as_f64().is_some_and(|n| n.fract() == 0.0),
        _ => false,
    }
}

fn object(schema: &Value, fields: &serde_json::Map<String, Value>, at: &str, found: &mut Vec<Problem>) {
    let known = schema["properties"].as_object();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            found.push(wrong(&below(at, name), "api/missing", ("缺少这一项".to_owned(), "is missing".to_owned())));
        }
    }
    for (name, value) in fields {
        match (known.and_then(|known| known.get(name)), &schema["additionalProperties"]) {
            (Some(schema), _) => look(schema, value, &below(at, name), found),
            (None, Value::Bool(false)) => found.push(wrong(
                &below(at, name),
                "api/unknown-field",
                ("没有这一项".to_owned(), "is not known here".to_owned()),
            )),
            (None, rest) => look(rest, value, &below(at, name), found),
        }
    }
    sizes(schema, fields.len(), ("minProperties", "maxProperties"), at, found);
}

fn array(schema: &Value, items: &[Value], at: &str, found: &mut Vec<Problem>) {
    for (n, item) in items.iter().enumerate() {
        look(&schema["items"], item, &below(at, &n.to_string()), found);
    }
    sizes(schema, items.len(), ("minItems", "maxItems"), at, found);
}

fn string(schema: &Value, text: &str, at: &str, found: &mut Vec<Problem>) {
    sizes(schema, text.chars().count(), ("minLength", "maxLength"), at, found);
    if schema["format"] == "date" && text.parse::<Date>().is_err() {
        found.push(wrong(
            at,
            "api/date",
            ("不是一个日期，应写成 2020-03-03".to_owned(), "is not a day written like 2020-03-03".to_owned()),
        ));
    }
}

fn sizes(schema: &Value, size: usize, (min, max): (&str, &str), at: &str, found: &mut Vec<Problem>) {
    let bound = |name: &str| schema[name].as_u64().and_then(|n| usize::try_from(n).ok());
    if let Some(min) = bound(min).filter(|min| size < *min) {
        let words = (format!("长度 {size}，最少 {min}"), format!("has the length {size}; at least {min} is asked"));
        found.push(wrong(at, "api/too-short", words));
    }
    if let Some(max) = bound(max).filter(|max| size > *max) {
        let words = (format!("长度 {size}，最多 {max}"), format!("has the length {size}; at most {max} is allowed"));
        found.push(wrong(at, "api/too-long", words));
    }
}

fn bounds(schema: &Value, number: f64, at: &str, found: &mut Vec<Problem>) {
    if let Some(min) = schema["minimum"].as_f64().filter(|min| number < *min) {
        found.push(wrong(at, "api/too-small", (format!("不能小于 {min}"), format!("cannot be less than {min}"))));
    }
    if let Some(max) = schema["maximum"].as_f64().filter(|max| number > *max) {
        found.push(wrong(at, "api/too-large", (format!("不能大于 {max}"), format!("cannot be more than {max}"))));
    }
}

fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn wrong(at: &str, code: &'static str, (zh, en): (String, String)) -> Problem {
    let shown: String = if at.is_empty() { "/".to_owned() } else { at.chars().take(120).collect() };
    Problem::new(
        at,
        code,
        Text::new(format!("{shown}：{zh}"), format!("{shown} {en}")),
        Text::new("请对照 /api 上的说明改正", "compare it with the description at /api"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(schema: &Value, value: &Value) -> Vec<(String, &'static str)> {
        problems(schema, value).into_iter().map(|p| (p.field, p.code)).collect()
    }

    #[test]
    fn says_everything_at_once_with_its_place() {
        let schema = json!({"type": "object", "required": ["reason", "verdict"], "additionalProperties": false,
            "properties": {"verdict": {"enum": ["approve"]}, "reason": {"type": "string"},
                "asks": {"type": "array", "maxItems": 1, "items": {"type": "string", "minLength": 2}}}});
        let sent = json!({"verdict": "maybe", "asks": ["a", 1], "a/b": 1});
        let expected = [
            ("/reason", "api/missing"),
            ("/a~1b", "api/unknown-field"),
            ("/asks/0", "api/too-short"),
            ("/asks/1", "api/type"),
            ("/asks", "api/too-long"),
            ("/verdict", "api/choice"),
        ];
        let mut found = codes(&schema, &sent);
        let mut expected = expected.map(|(at, code)| (at.to_owned(), code)).to_vec();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        assert!(codes(&schema, &json!({"verdict": "approve", "reason": ""})).is_empty());
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let schema = json!({"type": ["integer", "null"], "minimum": 0, "maximum": 10});
        for good in [json!(0), json!(1.0), json!(null), json!(10)] {
            assert!(codes(&schema, &good).is_empty(), "{good}");
        }
        for bad in [json!(1.5), json!("1"), json!(-1), json!(1e30)] {
            assert_eq!(codes(&schema, &bad).len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_day_that_never_was_is_none() {
        let schema = json!({"type": "string", "format": "date"});
        assert!(codes(&schema, &json!("2020-02-29")).is_empty());
        assert_eq!(codes(&schema, &json!("2020-02-30")), [(String::new(), "api/date")]);
    }
}
