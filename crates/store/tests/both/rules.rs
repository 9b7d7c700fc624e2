//! Rules and amounts as SQL: both engines say of every subject what the evaluator says, with nulls and the largest numbers.

use std::collections::BTreeMap;

use civic::Date;
use civic::text::Text;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rules::push::{self, NoSql};
use rules::{Amount, Catalogue, Fact, FactKind, Given, Parameter, Parameters, Rule, Shape, Truth, Value};
use store::testing::engines;
use store::{Db, Migration, MigrationSet, Value as Cell};

const SUBJECT: &[Migration] = &[Migration {
    name: "0010_create_subject",
    sql: "CREATE TABLE IF NOT EXISTS subject (
        region TEXT NOT NULL, id BIGINT NOT NULL, heads BIGINT, masks BIGINT, revenue BIGINT, paid BIGINT,
        flag SMALLINT, other_flag SMALLINT, tier TEXT, trade TEXT, street TEXT, opened_on TEXT, case_on TEXT,
        PRIMARY KEY (region, id)
    )",
}];

const FACTS: [(&str, &str); 11] = [
    ("heads", "int"),
    ("masks", "int"),
    ("revenue", "money"),
    ("paid", "money"),
    ("flag", "bool"),
    ("other_flag", "bool"),
    ("tier", "code"),
    ("trade", "text"),
    ("street", "text"),
    ("opened_on", "date"),
    ("case_on", "date"),
];

const WORDS: [&str; 9] = ["C13", "c13", "C1310", "O'Hara\\", "餐饮", "餐饮业", "é", "", "C13%"];
const NUMBERS: [i64; 16] = [
    i64::MIN,
    i64::MIN + 1,
    i64::MAX,
    i64::MAX - 1,
    -1_000_000_000,
    1_000_000_000,
    999_999_999,
    -1,
    0,
    1,
    2,
    7,
    10,
    300,
    i64::MAX / 2,
    4_611_686_018_427_387_904,
];

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (name, kind) in FACTS {
        let kind = match kind {
            "int" => FactKind::Int,
            "money" => FactKind::Money,
            "bool" => FactKind::Bool,
            "date" => FactKind::Date,
            "code" => FactKind::Code(["low", "high"].map(|code| (code.to_owned(), Text::new(code, code))).to_vec()),
            _ => FactKind::Text,
        };
        let fact = Fact {
            name: name.to_owned(),
            kind,
            shape: Shape::Plain,
            unit: None,
            words: Text::new(name, name),
            question: None,
            hint: None,
            register: None,
            min: None,
            max: None,
        };
        catalogue.add(fact).unwrap();
    }
    catalogue
}

fn today() -> Date {
    "2020-03-15".parse().unwrap()
}

fn parameters() -> Parameters {
    let entry = |name: &str, value: Value, from: &str| Parameter {
        name: name.to_owned(),
        value,
        unit: None,
        from: from.parse().unwrap(),
        until: None,
        basis: String::new(),
    };
    Parameters(vec![
        entry("rate", Value::Int(3), "2020-01-01"),
        entry("bound", Value::Int(300), "2020-01-01"),
        entry("home", Value::from("low"), "2020-01-01"),
        entry("later", Value::Int(5), "2020-06-01"),
    ])
}

/// One condition of every kind, with chance in it.
fn leaf() -> BoxedStrategy<String> {
    let op = || prop::sample::select(&["=", "<>", "<", "<=", ">", ">="][..]);
    let factor = || prop::sample::select(&["1", "0.7", "-3", "2", "0", "0.05", "1000000", "99999999"][..]);
    let number = || prop::sample::select(&["heads", "masks"][..]);
    let date =
        || prop::sample::select(&["opened_on", "case_on", ":today", "DATE '2020-02-29'", "DATE '0001-01-01'"][..]);
    let word = || prop::sample::select(&WORDS[..]).prop_map(|word| format!("'{}'", word.replace('\'', "''")));
    let text = || prop::sample::select(&["trade", "street"][..]);
    let literal = || prop::sample::select(&["0", "1", "7", "10", "300", "999999999999999999", "0.5"][..]);
    let name = prop::sample::select(&FACTS[..]).prop_map(|(name, _)| name);
    prop_oneof![
        (number(), op(), literal()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (factor(), number(), op(), factor(), number(), literal())
            .prop_map(|(a, x, op, b, y, c)| format!("{a} * {x} {op} {b} * {y} + {c}")),
        (factor(), op(), factor()).prop_map(|(a, op, b)| format!("{a} * revenue + paid {op} {b} * paid + 12.34 yuan")),
        (number(), op()).prop_map(|(x, op)| format!(":rate * {x} {op} :bound")),
        (number(), op()).prop_map(|(x, op)| format!("{x} {op} :later")),
        (number(), number(), literal()).prop_map(|(x, y, b)| format!("{x} NOT BETWEEN {y} - 1 AND {b}")),
        (number(), factor(), literal(), literal()).prop_map(|(x, a, b, c)| format!("{a} * {x} IN ({b}, {c}, 2)")),
        (date(), op(), date(), 0i64..4000).prop_map(|(a, op, b, n)| format!("{a} + {n} days {op} {b}")),
        (date(), op(), literal()).prop_map(|(a, op, n)| format!(":today - {a} {op} {n}")),
        (text(), op().prop_filter("words have no order", |op| *op == "=" || *op == "<>"), word())
            .prop_map(|(x, op, word)| format!("{x} {op} {word}")),
        (text(), word(), word(), any::<bool>())
            .prop_map(|(x, a, b, no)| format!("{x} {}IN ({a}, {b})", if no { "NOT " } else { "" })),
        (text(), prop::sample::select(&["C1", "c", "餐", "O''"][..])).prop_map(|(x, a)| format!("NOT {x} LIKE '{a}%'")),
        Just("trade = street".to_owned()),
        Just("tier <> :home".to_owned()),
        Just("tier IN ('high')".to_owned()),
        Just("flag".to_owned()),
        Just("flag <> other_flag".to_owned()),
        (name, any::<bool>()).prop_map(|(x, no)| format!("{x} IS {}NULL", if no { "NOT " } else { "" })),
    ]
    .boxed()
}

fn rule_text() -> impl Strategy<Value = String> {
    leaf().prop_recursive(4, 20, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..5);
        prop_oneof![
            several().prop_map(|parts| format!("({})", parts.join(" AND "))),
            several().prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.clone().prop_map(|part| format!("NOT ({part})")),
        ]
    })
}

fn amount_text() -> impl Strategy<Value = String> {
    let sum = prop::sample::select(
        &[
            "0.55 * revenue",
            "500 yuan * heads",
            "revenue - paid",
            "100 yuan",
            "0.000001 * paid + 3 yuan * masks",
            ":rate * revenue",
            ":later * revenue",
            "10 yuan * (:today - opened_on)",
        ][..],
    )
    .prop_map(str::to_owned);
    let tree = sum.prop_recursive(3, 8, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| parts.join(", "));
        let how = prop::sample::select(&["round_down", "round_up", "round_half_up"][..]);
        prop_oneof![
            (prop::sample::select(&["min", "max", "sum"][..]), several())
                .prop_map(|(join, parts)| format!("{join}({parts})")),
            (how, inner.clone()).prop_map(|(how, part)| format!("{how}({part}, 1 yuan)")),
            (leaf(), inner.clone(), inner).prop_map(|(when, a, b)| format!("when({when} => {a}, else => {b})")),
            Just("bands(revenue - paid, 10 yuan => 2%, 900 yuan => 1.5%, above => 0.25%)".to_owned()),
        ]
    });
    tree.prop_map(|tree| format!("round_down({tree}, 0.01 yuan)"))
}

type Subject = BTreeMap<String, Value>;

fn subjects(runner: &mut TestRunner) -> Vec<Subject> {
    let number = prop_oneof![
        3 => prop::sample::select(&NUMBERS[..]).prop_map(Value::Int),
        2 => any::<i64>().prop_map(Value::Int),
        5 => (-400i64..400).prop_map(Value::Int),
        2 => (-3_000_000_000i64..3_000_000_000).prop_map(Value::Int),
    ]
    .boxed();
    let word = prop::sample::select(&WORDS[..]).prop_map(Value::from).boxed();
    let date = prop_oneof![
        prop::sample::select(&["0001-01-01", "9999-12-31", "2020-02-29", "1970-01-01", "1900-03-01", "2000-12-31"][..])
            .prop_map(|day| day.parse::<Date>().unwrap()),
        (0i64..20_000).prop_map(calendar_day),
    ]
    .prop_map(Value::Date)
    .boxed();
    let of = |kind: &str| match kind {
        "int" | "money" => number.clone(),
        "bool" => any::<bool>().prop_map(Value::Bool).boxed(),
        "code" => prop::sample::select(&["low", "high"][..]).prop_map(Value::from).boxed(),
        "date" => date.clone(),
        _ => word.clone(),
    };
    let facts: Vec<_> =
        FACTS.iter().map(|(name, kind)| (Just((*name).to_owned()), prop::option::weighted(0.8, of(kind)))).collect();
    let subject = facts.prop_map(|facts| facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect());
    (0..400).map(|_| Strategy::new_tree(&subject, runner).unwrap().current()).collect()
}

fn calendar_day(number: i64) -> Date {
    Date::constant(1970, 1, 1).checked_add(std::time::Duration::from_secs(86_400 * number.unsigned_abs())).unwrap()
}

async fn fill(db: &Db, subjects: &[Subject]) {
    db.migrate(&[MigrationSet { feature: "test", files: SUBJECT }]).await.unwrap();
    let rows: Vec<Vec<Cell>> = subjects
        .iter()
        .enumerate()
        .map(|(id, subject)| {
            let mut row = vec![Cell::Text("r".to_owned()), Cell::Int(i64::try_from(id).unwrap())];
            row.extend(FACTS.iter().map(|(name, _)| match subject.get(*name) {
                None => Cell::Null,
                Some(Value::Bool(yes)) => Cell::Int(i64::from(*yes)),
                Some(Value::Int(number)) => Cell::Int(*number),
                Some(Value::Text(text)) => Cell::Text(text.clone()),
                Some(Value::Date(day)) => Cell::Text(day.to_string()),
            }));
            row
        })
        .collect();
    let names: Vec<&str> = FACTS.iter().map(|(name, _)| *name).collect();
    let head = format!("INSERT INTO subject (region, id, {})", names.join(", "));
    db.write(move |tx| tx.insert_many(&head, &rows, "")).await.unwrap();
}

/// What each expression is of each subject.
async fn asked(db: &Db, expressions: &[String]) -> Vec<Vec<Option<i64>>> {
    let columns: Vec<String> = expressions.iter().enumerate().map(|(at, text)| format!("{text} AS v{at}")).collect();
    let sql = format!("SELECT s.id AS id, {} FROM subject s WHERE s.region = 'r' ORDER BY s.id", columns.join(", "));
    let count = expressions.len();
    db.read(move |tx| {
        let rows = tx.query(&sql, &[])?;
        rows.iter().map(|row| (0..count).map(|at| row.get(&format!("v{at}"))).collect()).collect()
    })
    .await
    .unwrap_or_else(|error: store::Fault| panic!("{error}\n{}", expressions.join("\n")))
}

fn runner() -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn column(fact: &Fact) -> Option<String> {
    Some(format!("s.{}", fact.name))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_in_sql_is_that_of_the_evaluator_and_nothing_is_granted_on_an_unknown() {
    let (mut runner, catalogue, parameters) = (runner(), catalogue(), parameters());
    let subjects = subjects(&mut runner);
    let text = rule_text();
    let mut rules = Vec::new();
    let mut declined = 0;
    while rules.len() < 600 {
        let Ok(rule) = Rule::parse(&text.new_tree(&mut runner).unwrap().current(), &catalogue, &parameters) else {
            continue;
        };
        match push::condition(&rule, &column, &parameters, today()) {
            Ok(sql) => rules.push((rule, format!("CASE WHEN {sql} THEN 1 WHEN NOT {sql} THEN 0 END"))),
            Err(NoSql::TooLarge | NoSql::TooLong) => declined += 1,
        }
    }
    assert!(declined < 60, "{declined} declined");
    for db in engines().await {
        fill(&db, &subjects).await;
        for some in rules.chunks(20) {
            let sql: Vec<String> = some.iter().map(|(_, sql)| sql.clone()).collect();
            for (row, (found, subject)) in asked(&db, &sql).await.iter().zip(&subjects).enumerate() {
                for ((rule, sql), found) in some.iter().zip(found) {
                    let wanted = match rule.evaluate(subject, &parameters, today()) {
                        Truth::True => Some(1),
                        Truth::False => Some(0),
                        Truth::Unknown => None,
                    };
                    assert_eq!(*found, wanted, "{:?} row {row}: {}\n{sql}\n{subject:?}", db.engine(), rule.text());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_amount_in_sql_is_that_of_the_program_or_left_to_it() {
    let (mut runner, catalogue, parameters) = (runner(), catalogue(), parameters());
    let subjects = subjects(&mut runner);
    let text = amount_text();
    let mut amounts = Vec::new();
    while amounts.len() < 150 {
        let Ok(amount) = Amount::parse(&text.new_tree(&mut runner).unwrap().current(), &catalogue, &parameters) else {
            continue;
        };
        if let Ok(sql) = push::amount(&amount, &column, &parameters, today()) {
            amounts.push((amount, sql));
        }
    }
    for db in engines().await {
        fill(&db, &subjects).await;
        let mut told = 0;
        for some in amounts.chunks(10) {
            let sql: Vec<String> = some.iter().map(|(_, sql)| sql.clone()).collect();
            for (found, subject) in asked(&db, &sql).await.iter().zip(&subjects) {
                let small = subject
                    .values()
                    .all(|value| !matches!(value, Value::Int(number) if number.unsigned_abs() > 100_000_000));
                for ((amount, sql), found) in some.iter().zip(found) {
                    let wanted = amount.reckon(subject, &parameters, today());
                    let context = format!("{:?} {}\n{sql}\n{subject:?}", db.engine(), amount.text());
                    match (found, wanted) {
                        (Some(fen), Given::Known(wanted)) => {
                            assert_eq!(*fen, wanted, "{context}");
                            told += 1;
                        }
                        (Some(fen), other) => panic!("{fen} for {other:?}: {context}"),
                        (None, Given::Known(fen)) => assert!(!small, "{fen} left out: {context}"),
                        (None, _) => {}
                    }
                }
            }
        }
        assert!(told > 10_000, "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_chains_and_long_lists_are_taken_by_both_engines() {
    let (catalogue, parameters) = (catalogue(), parameters());
    let chain: Vec<String> = (0..900).map(|n| format!("heads > {n}")).collect();
    let words: Vec<String> = (0..1_500).map(|n| format!("'w{n}'")).collect();
    for text in [chain.join(" AND "), chain.join(" OR "), format!("trade IN ({})", words.join(", "))] {
        let rule = Rule::parse(&text, &catalogue, &parameters).unwrap();
        let sql = push::condition(&rule, &column, &parameters, today()).unwrap();
        for db in engines().await {
            let subject =
                Subject::from([("heads".to_owned(), Value::Int(899)), ("trade".to_owned(), Value::from("w7"))]);
            fill(&db, std::slice::from_ref(&subject)).await;
            let verdict = rule.evaluate(&subject, &parameters, today()) == Truth::True;
            let found = asked(&db, &[format!("CASE WHEN {sql} THEN 1 WHEN NOT {sql} THEN 0 END")]).await;
            assert_eq!(found, [[Some(i64::from(verdict))]]);
        }
    }
}

#[test]
fn numbers_beyond_sql_are_declined_with_the_reason() {
    let (catalogue, parameters) = (catalogue(), parameters());
    let rule = Rule::parse("999999999999999 * heads <= masks", &catalogue, &parameters).unwrap();
    assert_eq!(push::condition(&rule, &column, &parameters, today()), Err(NoSql::TooLarge));
    let rule = Rule::parse("heads > 3 AND tier = 'low'", &catalogue, &parameters).unwrap();
    let none = |_: &Fact| None;
    assert_eq!(push::condition(&rule, &none, &parameters, today()).unwrap(), "((NULL = 1) AND (NULL = 1))");
}
