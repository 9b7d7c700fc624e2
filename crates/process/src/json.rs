//! JSON with the place of every value, strictly as RFC 8259 has it.
//!
//! jsonc-parser keeps byte ranges, which `serde_json` does not, and stops at 512 levels.

use civic::text::Text;
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

use crate::finding::Finding;
use crate::model::Place;

/// The value of a text, or what is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Value<'_>, Box<Finding>> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let wrong = |place: Place, en: String| {
        let message = Text::new(format!("不是合格的 JSON：{en}"), format!("this is not JSON: {en}"));
        Box::new(Finding::error("not-json", place, message).help(
            "在此处改正；导出的程序若还在，请重新导出",
            "mend it here, or export the file again with the program that wrote it",
        ))
    };
    match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &strict) {
        Ok(parsed) => parsed.value.ok_or_else(|| wrong(0..0, "nothing is there".to_owned())),
        Err(error) => {
            let start = error.range().start;
            let sign = text.get(start..).and_then(|rest| rest.chars().next());
            let end = error.range().end.max(start + sign.map_or(0, char::len_utf8));
            Err(wrong(start..end, error.kind().to_string().to_lowercase()))
        }
    }
}

/// Where a value stands.
pub(crate) fn place(value: &impl Ranged) -> Place {
    value.range().start..value.range().end
}

/// The text under a key.
pub(crate) fn text<'a>(object: &'a Object<'_>, key: &str) -> Option<&'a str> {
    object.get_string(key).map(|literal| &*literal.value)
}

/// True when the key is there and true.
pub(crate) fn flag(object: &Object<'_>, key: &str) -> bool {
    object.get_boolean(key).is_some_and(|literal| literal.value)
}

/// All objects that hold both of these keys, wherever they lie.
pub(crate) fn objects_with<'a, 'b>(root: &'b Value<'a>, keys: [&str; 2]) -> Vec<&'b Object<'a>> {
    let (mut open, mut found) = (vec![root], Vec::new());
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) if keys.iter().all(|key| object.get(key).is_some()) => found.push(object),
            Value::Object(object) => open.extend(object.properties.iter().rev().map(|property| &property.value)),
            Value::Array(array) => open.extend(array.elements.iter().rev()),
            _ => {}
        }
    }
    found
}
