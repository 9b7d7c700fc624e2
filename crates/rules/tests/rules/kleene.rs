//! Laws that hold for all rules and all subjects, against a second evaluator written apart.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rules::{Known, Node, NodeKind, Truth, Value};

use crate::town::{TODAY, catalogue, day, parameters, rule};

/// A rule as data, from which text is made and which the naive evaluator walks.
#[derive(Clone, Debug)]
pub enum Made {
    /// `a·score + b·level + c (op) d·score + e`, in tenths.
    Numbers([i64; 5], &'static str),
    Between(i64, i64, bool),
    In(Vec<i64>, bool),
    Tier(Vec<&'static str>, bool),
    Street(&'static str, bool),
    Prefix(&'static str, bool),
    SameText(bool),
    Flag(bool),
    Null(&'static str, bool),
    And(Vec<Made>),
    Or(Vec<Made>),
    Not(Box<Made>),
}

const TIERS: [&str; 3] = ["low", "medium", "high"];
const TEXTS: [&str; 4] = ["C13", "C1310", "a", "Ca"];
const OPS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];
pub const NAMES: [&str; 6] = ["score", "level", "region_tier", "industry", "street", "dormitory"];

fn tenths(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    format!("{sign}{}.{}", n.abs() / 10, n.abs() % 10)
}

impl Made {
    pub fn text(&self) -> String {
        let not = |negated: &bool| if *negated { "NOT " } else { "" };
        let join = |parts: &[Made], word: &str| {
            let parts: Vec<String> = parts.iter().map(|part| format!("({})", part.text())).collect();
            parts.join(word)
        };
        match self {
            Made::Numbers([a, b, c, d, e], op) => format!(
                "{} * score + {} * level + {} {op} {} * score + {}",
                tenths(*a),
                tenths(*b),
                tenths(*c),
                tenths(*d),
                tenths(*e)
            ),
            Made::Between(low, high, negated) => {
                format!("score {}BETWEEN {low} AND {high}", not(negated))
            }
            Made::In(list, negated) => {
                let list: Vec<String> = list.iter().map(i64::to_string).collect();
                format!("level {}IN ({})", not(negated), list.join(", "))
            }
            Made::Tier(list, negated) => {
                format!("region_tier {}IN ('{}')", not(negated), list.join("', '"))
            }
            Made::Street(text, negated) => {
                format!("street {} '{text}'", if *negated { "<>" } else { "=" })
            }
            Made::Prefix(text, negated) => format!("industry {}LIKE '{text}%'", not(negated)),
            Made::SameText(negated) => {
                format!("industry {} street", if *negated { "<>" } else { "=" })
            }
            Made::Flag(true) => "dormitory".to_owned(),
            Made::Flag(false) => "dormitory = FALSE".to_owned(),
            Made::Null(name, negated) => format!("{name} IS {}NULL", not(negated)),
            Made::And(parts) => join(parts, " AND "),
            Made::Or(parts) => join(parts, " OR "),
            Made::Not(part) => format!("NOT ({})", part.text()),
        }
    }

    /// The naive evaluator: tables written out, no code shared with the crate.
    pub fn naive(&self, facts: &BTreeMap<String, Value>) -> Option<bool> {
        let number = |name: &str| match facts.get(name) {
            Some(Value::Int(n)) => Some(i128::from(*n)),
            _ => None,
        };
        let text = |name: &str| match facts.get(name) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        match self {
            Made::Numbers([a, b, c, d, e], op) => {
                let (score, level) = (number("score")?, number("level")?);
                let wide = |n: &i64| i128::from(*n);
                let left = wide(a) * score + wide(b) * level + wide(c);
                let right = wide(d) * score + wide(e);
                Some(match *op {
                    "=" => left == right,
                    "<>" => left != right,
                    "<" => left < right,
                    "<=" => left <= right,
                    ">" => left > right,
                    _ => left >= right,
                })
            }
            Made::Between(low, high, negated) => {
                let score = number("score")?;
                Some((score >= i128::from(*low) && score <= i128::from(*high)) != *negated)
            }
            Made::In(list, negated) => {
                let level = number("level")?;
                Some(list.iter().any(|n| i128::from(*n) == level) != *negated)
            }
            Made::Tier(list, negated) => Some(list.contains(&text("region_tier")?.as_str()) != *negated),
            Made::Street(one, negated) => Some((text("street")? == *one) != *negated),
            Made::Prefix(one, negated) => Some(text("industry")?.starts_with(one) != *negated),
            Made::SameText(negated) => Some((text("industry")? == text("street")?) != *negated),
            Made::Flag(wanted) => match facts.get("dormitory") {
                Some(Value::Bool(value)) => Some(value == wanted),
                _ => None,
            },
            Made::Null(name, negated) => Some(facts.contains_key(*name) == *negated),
            Made::And(parts) => {
                let all: Vec<_> = parts.iter().map(|part| part.naive(facts)).collect();
                if all.contains(&Some(false)) {
                    Some(false)
                } else if all.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Made::Or(parts) => {
                let all: Vec<_> = parts.iter().map(|part| part.naive(facts)).collect();
                if all.contains(&Some(true)) {
                    Some(true)
                } else if all.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Made::Not(part) => part.naive(facts).map(|truth| !truth),
        }
    }
}

pub fn truth(value: Option<bool>) -> Truth {
    value.map_or(Truth::Unknown, Truth::from)
}

/// Random rules; `nulls` = with IS NULL.
pub fn made(nulls: bool) -> impl Strategy<Value = Made> {
    let small = -30i64..30;
    let mut leaves = vec![
        (prop::array::uniform5(small.clone()), prop::sample::select(&OPS[..]))
            .prop_map(|(n, op)| Made::Numbers(n, op))
            .boxed(),
        (-3i64..4, -3i64..4, any::<bool>()).prop_map(|(a, b, n)| Made::Between(a, b, n)).boxed(),
        (prop::collection::vec(-3i64..4, 1..4), any::<bool>()).prop_map(|(l, n)| Made::In(l, n)).boxed(),
        (prop::collection::vec(prop::sample::select(&TIERS[..]), 1..3), any::<bool>())
            .prop_map(|(l, n)| Made::Tier(l, n))
            .boxed(),
        (prop::sample::select(&TEXTS[..]), any::<bool>()).prop_map(|(t, n)| Made::Street(t, n)).boxed(),
        (prop::sample::select(&TEXTS[..]), any::<bool>()).prop_map(|(t, n)| Made::Prefix(t, n)).boxed(),
        any::<bool>().prop_map(Made::SameText).boxed(),
        any::<bool>().prop_map(Made::Flag).boxed(),
    ];
    if nulls {
        leaves.push((prop::sample::select(&NAMES[..]), any::<bool>()).prop_map(|(f, n)| Made::Null(f, n)).boxed());
    }
    prop::strategy::Union::new(leaves).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Made::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Made::Or),
            inner.prop_map(|part| Made::Not(Box::new(part))),
        ]
    })
}

fn value_of(name: &str) -> BoxedStrategy<Value> {
    match name {
        "score" | "level" => (-4i64..5).prop_map(Value::Int).boxed(),
        "region_tier" => prop::sample::select(&TIERS[..]).prop_map(Value::from).boxed(),
        "dormitory" => any::<bool>().prop_map(Value::Bool).boxed(),
        _ => prop::sample::select(&["C13", "C1310", "a", "Ca", "zz"][..]).prop_map(Value::from).boxed(),
    }
}

/// Every fact with a value, and which of them are known.
pub fn subject() -> impl Strategy<Value = (BTreeMap<String, Value>, BTreeMap<String, Value>)> {
    let values: Vec<_> = NAMES.map(|name| (Just(name.to_owned()), value_of(name), any::<bool>())).to_vec();
    values.prop_map(|rows| {
        let all = rows.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect();
        let known = rows.into_iter().filter(|row| row.2).map(|(name, value, _)| (name, value)).collect();
        (all, known)
    })
}

/// Evaluates a tree of explanations again from its conditions.
fn recompute(node: &Node) -> Truth {
    let children = || node.children.iter().map(recompute);
    match node.kind {
        NodeKind::Condition { .. } => node.truth,
        NodeKind::All => children().fold(Truth::True, Truth::and),
        NodeKind::Any => children().fold(Truth::False, Truth::or),
        NodeKind::Not => children().fold(Truth::True, |_, child| child.not()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn agrees_with_a_naive_evaluator(made in made(true), (_, known) in subject()) {
        let rule = rule(&made.text());
        let found = rule.evaluate(&known, &parameters(), day(TODAY));
        prop_assert_eq!(found, truth(made.naive(&known)), "{}", made.text());
    }

    #[test]
    fn learning_never_turns_a_verdict(made in made(false), (all, known) in subject()) {
        let rule = rule(&made.text());
        let before = rule.evaluate(&known, &parameters(), day(TODAY));
        let after = rule.evaluate(&all, &parameters(), day(TODAY));
        prop_assert!(before == Truth::Unknown || before == after, "{}", made.text());
        prop_assert_ne!(after, Truth::Unknown, "all is known");
    }

    #[test]
    fn explains_the_verdict_it_gives(made in made(true), (_, known) in subject()) {
        let rule = rule(&made.text());
        let told = rule.explain(&known, &parameters(), day(TODAY), &catalogue());
        prop_assert_eq!(told.verdict, rule.evaluate(&known, &parameters(), day(TODAY)));
        prop_assert_eq!(recompute(&told.root), told.verdict);
        prop_assert_eq!(told.failing().is_empty(), told.verdict != Truth::False);
        prop_assert_eq!(told.missing().is_empty(), told.verdict != Truth::Unknown);
    }

    #[test]
    fn a_fact_not_missing_cannot_change_the_verdict(
        made in made(true),
        (all, known) in subject(),
        name in prop::sample::select(&NAMES[..]),
    ) {
        let rule = rule(&made.text());
        let told = rule.explain(&known, &parameters(), day(TODAY), &catalogue());
        let unknown = !known.contains_key(name);
        if told.verdict == Truth::Unknown && unknown && !told.missing().iter().any(|m| m == name) {
            // whatever else is learnt, this one does not matter
            let mut rest: BTreeMap<String, Value> = all.clone();
            rest.remove(name);
            for some in [&known, &rest] {
                let without = rule.evaluate(some, &parameters(), day(TODAY));
                let mut with = some.clone();
                with.insert(name.to_owned(), all[name].clone());
                prop_assert_eq!(without, rule.evaluate(&with, &parameters(), day(TODAY)), "{}", made.text());
            }
        }
    }

    #[test]
    fn putting_right_what_fails_makes_it_hold(made in made(false), (all, _) in subject()) {
        let rule = rule(&made.text());
        let told = rule.explain(&all, &parameters(), day(TODAY), &catalogue());
        let mut leaves = Vec::new();
        conditions(&told.root, &mut leaves);
        let all_apart = leaves.iter().collect::<std::collections::BTreeSet<_>>().len() == leaves.len();
        // a condition asked twice may be wanted both ways: then nothing can put the rule right
        if told.verdict == Truth::False && all_apart {
            let failing: Vec<&str> = told.failing().iter().map(|node| node.words.en.as_str()).collect();
            prop_assert_eq!(turned(&told.root, &failing), Truth::True);
        }
    }
}

fn conditions(node: &Node, out: &mut Vec<String>) {
    match node.kind {
        NodeKind::Condition { .. } => out.push(node.words.en.clone()),
        _ => node.children.iter().for_each(|child| conditions(child, out)),
    }
}

/// The verdict if the named conditions turned out the other way.
fn turned(node: &Node, failing: &[&str]) -> Truth {
    let children = || node.children.iter().map(|child| turned(child, failing));
    match node.kind {
        NodeKind::Condition { .. } if failing.contains(&node.words.en.as_str()) => node.truth.not(),
        NodeKind::Condition { .. } => node.truth,
        NodeKind::All => children().fold(Truth::True, Truth::and),
        NodeKind::Any => children().fold(Truth::False, Truth::or),
        NodeKind::Not => children().fold(Truth::True, |_, child| child.not()),
    }
}

#[test]
fn sources_do_not_change_a_verdict() {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    known.insert("score".to_owned(), Known::from(Value::Int(1)));
    let one = rule("score = 1");
    assert_eq!(one.evaluate(&known, &parameters(), day(TODAY)), Truth::True);
}
