//! Every route for programs is described, everything described is there, and both in both languages.

use std::collections::BTreeSet;

use civic::text::Lang;
use serde_json::Value;
use testkit::TestTown;
use web::Door;

use crate::house::{DAY, HOUSE, features};

#[test]
fn every_route_for_programs_is_described_and_everything_described_is_there() {
    let (mut routes, mut described) = (BTreeSet::new(), BTreeSet::new());
    for feature in features() {
        let list = (feature.routes)().list();
        for operation in (feature.api)().operations {
            let there = list.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path);
            let door = there.map(|(.., door)| *door);
            assert_eq!(door == Some(Door::Machine), operation.scope.is_some(), "{}", operation.id);
            if let Some(scope) = operation.scope {
                assert!(web::machine::SCOPES.contains(&scope), "{}", operation.id);
            }
            described.insert(format!("{} {}", operation.method, operation.path));
        }
        let below = list.iter().filter(|(_, path, _)| path.starts_with("/api/"));
        routes.extend(below.map(|(method, path, _)| format!("{method} {path}")));
    }
    assert_eq!(routes, described);
}

#[test]
fn both_languages_describe_the_same_and_every_reference_leads_somewhere() {
    let [zh, en] = Lang::ALL.map(|lang| web::openapi::document(features(), lang, "https://example.org"));
    let shape = |document: &Value| document["paths"].as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
    assert_eq!(shape(&zh), shape(&en));
    let text = en.to_string();
    for found in text.split("#/components/schemas/").skip(1) {
        let name = found.split('"').next().unwrap_or_default();
        assert!(en["components"]["schemas"][name].is_object(), "{name}");
    }
    let chinese = text.chars().find(|c| ('\u{4e00}'..'\u{9fff}').contains(c));
    assert_eq!(chinese, None, "the English document is English");
}

#[test]
fn every_body_says_only_what_is_checked() {
    const KNOWN: &[&str] = &[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "maxProperties",
        "enum",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "format",
        "description",
        "examples",
        "contentEncoding",
    ];
    fn look(schema: &Value, at: &str) {
        for (word, value) in schema.as_object().into_iter().flatten() {
            assert!(KNOWN.contains(&word.as_str()), "{at}: {word}");
            match word.as_str() {
                "properties" => value.as_object().into_iter().flatten().for_each(|(name, s)| look(s, name)),
                "items" | "additionalProperties" => look(value, word),
                "format" => assert_eq!(value, "date", "{at}"),
                _ => {}
            }
        }
    }
    for operation in features().iter().flat_map(|feature| (feature.api)().operations) {
        if let Some(schema) = &operation.body {
            look(schema, operation.id);
        }
    }
}

#[tokio::test]
async fn the_description_is_there_for_people_and_for_programs() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut anybody = town.stranger();
    anybody.opens("/api").await.sees("办理一个环节").sees("cases:write").sees("Idempotency-Key");
    let mut english = town.stranger().reading_english();
    english.opens("/api").await.sees("Decide a step").does_not_see("办理一个环节");
    let answer = anybody.browser().get("/api/openapi.json").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    let document: Value = serde_json::from_str(&answer.text()).expect("JSON");
    assert_eq!(document["openapi"], "3.1.1");
    let lost = anybody.browser().get("/api/nothing").await;
    assert_eq!((lost.status.as_u16(), lost.header("content-type")), (404, "application/problem+json"));
}
