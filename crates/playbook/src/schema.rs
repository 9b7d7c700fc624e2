//! JSON Schema for editors, one per kind of file, printed from the table of keys.

use serde_json::{Map, Value, json};

use crate::keys::{FILES, MapKey, Shape, Table, Target};
use crate::lints;

/// A map from file pattern (`services/*.toml`) to its JSON Schema (draft 2020-12). Files that are
/// kept whole have none.
pub fn json_schema() -> Value {
    let files = FILES.iter().filter_map(|kind| {
        let mut schema = table(kind.root?);
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!(format!("Tongtu playbook: {}", kind.pattern));
        schema["$defs"] = definitions();
        Some((kind.pattern.to_owned(), schema))
    });
    Value::Object(files.collect())
}

fn definitions() -> Value {
    json!({
        "text": {
            "type": "object",
            "additionalProperties": false,
            "required": ["zh-CN", "en"],
            "properties": {
                "zh-CN": { "type": "string", "minLength": 1 },
                "en": { "type": "string", "minLength": 1 },
            },
        },
        "id": { "type": "string", "pattern": "^[a-z][a-z0-9-]{0,63}$" },
        "region": { "type": "string", "pattern": "^([0-9]{6}|[0-9]{9}|[0-9]{12})$" },
        // a TOML date has no counterpart in JSON: editors hand it over as a string
        "date": { "type": "string", "format": "date" },
        "rule": { "type": "string", "minLength": 1, "maxLength": 20_000 },
    })
}

fn table(spec: &Table) -> Value {
    let properties: Map<String, Value> = spec
        .keys
        .iter()
        .map(|key| {
            let mut schema = shape(&key.shape);
            // a sibling of $ref counts since draft 2019-09
            schema["description"] = json!(format!("{}\n{}", key.zh, key.en));
            (key.name.to_owned(), schema)
        })
        .collect();
    let required = spec.keys.iter().filter(|key| key.required);
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required.map(|key| key.name).collect::<Vec<_>>(),
        "properties": properties,
    })
}

fn shape(shape: &Shape) -> Value {
    let refer = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    match shape {
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Int { min: i64::MIN, max: i64::MAX } => json!({ "type": "integer" }),
        Shape::Int { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Str => json!({ "type": "string", "minLength": 1 }),
        Shape::Id => refer("id"),
        Shape::Region => refer("region"),
        Shape::Text => refer("text"),
        Shape::Date => refer("date"),
        Shape::Rule => refer("rule"),
        Shape::Scalar => json!({ "type": ["integer", "string", "boolean"] }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::Ref(Target::Lint) => json!({ "enum": lints::names().collect::<Vec<_>>() }),
        Shape::Ref(Target::Issuer) => json!({
            "type": "string",
            "pattern": "^(applicant|market|(agency|service):[a-z][a-z0-9-]{0,63})$",
        }),
        Shape::Ref(_) => refer("id"),
        Shape::List(item) => json!({ "type": "array", "items": self::shape(item) }),
        Shape::Table(spec) => table(spec),
        Shape::Tables(spec) => json!({ "type": "array", "items": table(spec) }),
        Shape::Map(MapKey::Id, item) => json!({
            "type": "object",
            "propertyNames": refer("id"),
            "additionalProperties": self::shape(item),
        }),
        Shape::Map(MapKey::Lint, item) => json!({
            "type": "object",
            "propertyNames": { "enum": lints::names().collect::<Vec<_>>() },
            "additionalProperties": self::shape(item),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_checked_file_has_a_schema() {
        let schemas = json_schema();
        let schemas = schemas.as_object().expect("a map");
        assert_eq!(schemas.len(), 6);
        let service = &schemas["services/*.toml"];
        let need = &service["properties"]["need"]["items"];
        assert_eq!(need["properties"]["any"]["items"]["$ref"], "#/$defs/id");
        assert_eq!(need["properties"]["at_least"]["minimum"], 1);
        let required = service["properties"]["service"]["required"].to_string();
        assert!(required.contains("\"lead\"") && !required.contains("\"basis\""));
    }

    fn names(spec: &Table, found: &mut Vec<&'static str>) {
        for key in spec.keys {
            found.push(key.name);
            match key.shape {
                Shape::Table(below) | Shape::Tables(below) => names(below, found),
                Shape::Map(_, Shape::Table(below)) => names(below, found),
                _ => {}
            }
        }
    }

    #[test]
    fn the_format_page_names_every_key() {
        let page = include_str!("../../../docs/playbook-format.md");
        let words: Vec<&str> = page.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').collect();
        for kind in FILES {
            assert!(page.contains(kind.pattern) || kind.name == "service", "{}", kind.pattern);
            let mut keys = Vec::new();
            kind.root.into_iter().for_each(|root| names(root, &mut keys));
            for key in keys {
                assert!(words.contains(&key), "{}: {key}", kind.pattern);
            }
        }
    }
}
