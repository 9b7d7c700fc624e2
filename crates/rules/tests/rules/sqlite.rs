//! The same text gives the same verdict in SQLite: an engine written by others.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rules::{Truth, Value};
use rusqlite::{Connection, params};

use crate::kleene::{made, subject};
use crate::town::{TODAY, day, parameters, rule};

fn connection() -> Connection {
    let connection = Connection::open_in_memory().expect("a database in memory");
    connection
        .execute_batch(
            "PRAGMA case_sensitive_like = ON;
             CREATE TABLE subject (score INTEGER, level INTEGER, region_tier TEXT, industry TEXT, street TEXT, dormitory INTEGER);",
        )
        .expect("a table");
    connection
}

/// What `SELECT <rule text> FROM subject` says of one row.
fn in_sql(connection: &Connection, text: &str, known: &BTreeMap<String, Value>) -> Truth {
    let number = |name: &str| match known.get(name) {
        Some(Value::Int(number)) => Some(*number),
        Some(Value::Bool(value)) => Some(i64::from(*value)),
        _ => None,
    };
    let text_of = |name: &str| match known.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    connection.execute("DELETE FROM subject", []).expect("emptied");
    connection
        .execute(
            "INSERT INTO subject VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                number("score"),
                number("level"),
                text_of("region_tier"),
                text_of("industry"),
                text_of("street"),
                number("dormitory"),
            ],
        )
        .expect("a row");
    let verdict: Option<bool> = connection
        .query_row(&format!("SELECT ({text}) FROM subject"), [], |row| row.get(0))
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    verdict.map_or(Truth::Unknown, Truth::from)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn sqlite_says_the_same_with_nulls(made in made(true), subjects in prop::collection::vec(subject(), 4)) {
        let connection = connection();
        // SQLite reckons decimals in floating point; whole numbers are exact in both
        let text = made.text().replace('.', "");
        let rule = rule(&text);
        for (_, known) in &subjects {
            prop_assert_eq!(
                rule.evaluate(known, &parameters(), day(TODAY)),
                in_sql(&connection, &text, known),
                "{} over {:?}", text, known
            );
        }
    }
}
