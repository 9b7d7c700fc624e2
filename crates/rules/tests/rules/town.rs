//! The facts and parameters that all tests share.

use std::collections::BTreeMap;

use civic::Date;
use civic::text::Text;
use rules::{Catalogue, Fact, FactKind, Parameter, Parameters, Rule, RuleError, Truth, Value};

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn fact(name: &str, kind: FactKind, unit: Option<&str>, zh: &str, en: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        kind,
        shape: rules::Shape::Plain,
        unit: unit.map(str::to_owned),
        words: Text::new(zh, en),
        question: None,
        hint: None,
        register: None,
        min: None,
        max: None,
    }
}

pub fn catalogue() -> Catalogue {
    let tiers = [("low", "低风险", "Low risk"), ("medium", "中风险", "Medium risk"), ("high", "高风险", "High risk")];
    let tiers = tiers.map(|(code, zh, en)| (code.to_owned(), Text::new(zh, en))).to_vec();
    let person = Some("person");
    let mut headcount = fact("headcount", FactKind::Int, person, "在岗职工人数", "staff on site");
    headcount.min = Some(0);
    headcount.max = Some(1_000_000);
    let mut catalogue = Catalogue::default();
    for fact in [
        headcount,
        fact("insured", FactKind::Int, person, "参保人数", "insured staff"),
        fact("masks", FactKind::Int, Some("mask"), "口罩库存", "masks in stock"),
        fact("score", FactKind::Int, None, "评分", "score"),
        fact("level", FactKind::Int, None, "等级", "level"),
        fact("region-tier", FactKind::Code(tiers), None, "所在地区风险等级", "risk tier of the area"),
        fact("industry", FactKind::Text, None, "所属行业", "industry"),
        fact("street", FactKind::Text, None, "所在街道", "street"),
        fact("works_at_height", FactKind::Bool, None, "高处作业", "work at height"),
        fact("dormitory", FactKind::Bool, None, "有集体宿舍", "has a dormitory"),
        fact("revenue", FactKind::Money, None, "本年营业收入", "revenue this year"),
        fact("revenue_last_year", FactKind::Money, None, "上年营业收入", "revenue last year"),
        fact("last_case_on", FactKind::Date, None, "最近病例报告日", "day of the latest case"),
        fact("opened_on", FactKind::Date, None, "开工日", "opening day"),
    ] {
        catalogue.add(fact).expect("names are apart");
    }
    catalogue
}

pub fn parameters() -> Parameters {
    let entry = |name: &str, value: Value, unit: Option<&str>, from: &str, until: Option<&str>| Parameter {
        name: name.to_owned(),
        value,
        unit: unit.map(str::to_owned),
        from: day(from),
        until: until.map(day),
        basis: format!("试发〔2020〕{} 号", name.len()),
    };
    let person = Some("person");
    Parameters(vec![
        entry("micro-headcount-max", Value::Int(10), person, "2020-01-01", None),
        entry("micro-headcount-max", Value::Int(20), person, "2020-03-01", Some("2020-03-31")),
        entry("rate", Value::Int(3), None, "2020-01-01", None),
        entry("home_tier", Value::from("low"), None, "2020-01-01", None),
        entry("since", Value::Date(day("2020-02-20")), None, "2020-01-01", None),
        entry("strict", Value::Bool(true), None, "2020-01-01", None),
    ])
}

pub fn parse(text: &str) -> Result<Rule, Vec<RuleError>> {
    Rule::parse(text, &catalogue(), &parameters())
}

pub fn rule(text: &str) -> Rule {
    parse(text).unwrap_or_else(|errors| panic!("{text}\n{errors:#?}"))
}

/// The day all tests judge on, unless they say otherwise.
pub const TODAY: &str = "2020-03-15";

/// Facts written `name = value`, separated by commas; `?` or leaving out = unknown.
pub fn facts(text: &str) -> BTreeMap<String, Value> {
    let mut facts = BTreeMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').expect("name = value");
        let value = value.trim();
        let value = match value {
            "?" => continue,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => match (other.parse::<i64>(), other.parse::<Date>()) {
                (Ok(number), _) => Value::Int(number),
                (_, Ok(date)) => Value::Date(date),
                _ => Value::from(other),
            },
        };
        facts.insert(name.trim().to_owned(), value);
    }
    facts
}

pub fn truth(text: &str, known: &str) -> Truth {
    rule(text).evaluate(&facts(known), &parameters(), day(TODAY))
}
