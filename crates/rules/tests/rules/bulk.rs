//! Many at once gives what one by one gives, and what a naive evaluator gives: nothing is granted on an unknown.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rules::bulk::{Changed, Column, NotHere, Plan, Policy, Standing, Table};
use rules::{Given, Parameters, Rule, Truth, Value};

use crate::kleene::{NAMES, made, subject, truth};
use crate::town::{TODAY, catalogue, day, parameters, rule};

type Subject = BTreeMap<String, Value>;

/// A column of each fact, of the kind it is declared with.
pub fn table(subjects: &[Subject], names: &[&str]) -> Table {
    let mut table = Table::new(subjects.len());
    for name in names {
        let of = |subject: &Subject| subject.get(*name).cloned();
        let number = |value| if let Value::Int(number) = value { Some(number) } else { None };
        let column = match catalogue().get(name).expect("a fact").kind {
            rules::FactKind::Bool => {
                Column::bools(subjects.iter().map(|one| of(one).map(|value| value == Value::Bool(true))))
            }
            rules::FactKind::Int | rules::FactKind::Money => {
                Column::numbers(subjects.iter().map(|one| of(one).and_then(number)))
            }
            rules::FactKind::Date => Column::days(
                subjects.iter().map(|one| if let Some(Value::Date(day)) = of(one) { Some(day) } else { None }),
            ),
            _ => Column::texts(subjects.iter().map(|one| of(one).map(|value| value.show(civic::text::Lang::En)))),
        };
        table.add(name, column).expect("as many rows");
    }
    table
}

fn plan(rules: &[&Rule], table: &Table, parameters: &Parameters) -> Plan {
    let policies: Vec<Policy<'_>> = rules.iter().map(|when| Policy { when, amount: None }).collect();
    Plan::new(&policies, table, parameters, day(TODAY))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn many_at_once_is_one_by_one_is_naive(
        made in prop::collection::vec(made(true), 1..8),
        subjects in prop::collection::vec(subject(), 1..150),
        threads in 1usize..4,
    ) {
        let subjects: Vec<Subject> = subjects.into_iter().map(|(_, known)| known).collect();
        let rules: Vec<Rule> = made.iter().map(|one| rule(&one.text())).collect();
        let table = table(&subjects, &NAMES);
        let plan = plan(&rules.iter().collect::<Vec<_>>(), &table, &parameters());
        let verdicts = plan.verdicts(&table, threads);
        let totals = plan.totals(&table, threads);
        for ((made, rule), (verdicts, totals)) in made.iter().zip(&rules).zip(verdicts.iter().zip(totals)) {
            let (mut yes, mut no, mut unknown) = (0, 0, 0);
            for (row, subject) in subjects.iter().enumerate() {
                let naive = truth(made.naive(subject));
                prop_assert_eq!(verdicts.of(row), naive, "{} over {:?}", rule.text(), subject);
                prop_assert_eq!(rule.evaluate(subject, &parameters(), day(TODAY)), naive);
                prop_assert_eq!(rule.evaluate(&table.row(row), &parameters(), day(TODAY)), naive, "a row of the table");
                match naive {
                    Truth::True => yes += 1,
                    Truth::False => no += 1,
                    Truth::Unknown => unknown += 1,
                }
            }
            prop_assert_eq!((totals.yes, totals.no, totals.unknown), (yes, no, unknown));
        }
    }

    #[test]
    fn what_a_change_did_not_touch_stays_right(
        made in prop::collection::vec(made(true), 1..6),
        before in prop::collection::vec(subject(), 40),
        after in prop::collection::vec(subject(), 40),
        rows in prop::collection::btree_set(0usize..40, 0..5),
        name in prop::sample::select(&NAMES[..]),
        whole in any::<bool>(),
    ) {
        let mut subjects: Vec<Subject> = before.into_iter().map(|(_, known)| known).collect();
        let rules: Vec<Rule> = made.iter().map(|one| rule(&one.text())).collect();
        let policies: Vec<Policy<'_>> = rules.iter().map(|when| Policy { when, amount: None }).collect();
        let mut now = table(&subjects, &NAMES);
        let mut standing = Standing::new(&policies, &now, &parameters(), day(TODAY), 1);
        let mut changed = Changed { rows, ..Changed::default() };
        for row in &changed.rows {
            subjects[*row] = after[*row].1.clone();
            for name in NAMES {
                now.set(*row, name, subjects[*row].get(name).cloned()).expect("of its kind");
            }
        }
        if whole {
            for (subject, (_, new)) in subjects.iter_mut().zip(&after) {
                subject.remove(name);
                subject.extend(new.get(name).map(|value| (name.to_owned(), value.clone())));
            }
            let column = table(&subjects, &[name]).column(name).expect("just made").clone();
            now.add(name, column).expect("as many rows");
            changed.facts.insert(name.to_owned());
        }
        let redone = standing.again(&policies, &now, &parameters(), day(TODAY), &changed, 2);
        for (rule, verdicts) in rules.iter().zip(standing.verdicts()) {
            for (row, subject) in subjects.iter().enumerate() {
                prop_assert_eq!(verdicts.of(row), rule.evaluate(subject, &parameters(), day(TODAY)), "{}", rule.text());
            }
        }
        let reads = rules.iter().filter(|rule| whole && rule.facts().contains(&name)).count();
        prop_assert_eq!(redone.policies, reads, "only who reads what changed for all");
    }

    #[test]
    fn the_largest_numbers_come_out_alike(
        values in prop::collection::vec((prop::option::of(any::<i64>()), prop::option::of(any::<i64>())), 1..80),
        picked in prop::collection::vec(0usize..10, 1..10),
        a in prop::sample::select(&["1", "999999999999999999", "0.000001", "3", "-7"][..]),
        op in prop::sample::select(&["=", "<>", "<", "<=", ">", ">="][..]),
    ) {
        let far = [i64::MIN, i64::MAX, i64::MIN + 1, -1, 0, 1, i64::from(i32::MAX), i64::from(i32::MIN), 1 << 40, 3];
        let mut subjects: Vec<Subject> = Vec::new();
        for (score, level) in values.iter().copied().chain(picked.iter().map(|at| (Some(far[*at]), Some(far[9 - *at])))) {
            let known = [("score", score), ("level", level)];
            subjects.push(known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::Int(value?)))).collect());
        }
        let texts = [
            format!("{a} * score {op} level"),
            format!("{a} * score {op} 5 - 2 * level"),
            format!("{a} * score + 0 * level {op} 999999999999999999"),
            format!("score - score {op} {a}"),
            format!("score BETWEEN {a} AND level"),
            format!("2 * score IN ({a}, 0, 2, 7)"),
            format!("score NOT BETWEEN -4 AND {a}"),
        ];
        // what is too fine beside what is too large is refused when it is read
        let rules: Vec<Rule> = texts.iter().filter_map(|text| crate::town::parse(text).ok()).collect();
        prop_assert!(rules.len() >= 5);
        let table = table(&subjects, &["score", "level"]);
        let verdicts = plan(&rules.iter().collect::<Vec<_>>(), &table, &parameters()).verdicts(&table, 1);
        for (rule, verdicts) in rules.iter().zip(&verdicts) {
            for (row, subject) in subjects.iter().enumerate() {
                let one = rule.evaluate(subject, &parameters(), day(TODAY));
                prop_assert_eq!(verdicts.of(row), one, "{} over {:?}", rule.text(), subject);
            }
        }
    }
}

const EVERY_KIND: [&str; 22] = [
    "headcount >= :micro_headcount_max",
    "headcount <= :micro_headcount_max AND NOT region_tier = 'high'",
    "region_tier = :home_tier",
    "region_tier <> :home_tier OR works_at_height",
    "industry IN ('C13', 'zz', 'none')",
    "industry NOT IN ('a')",
    "industry LIKE 'C1%'",
    "NOT (industry LIKE 'C1%' OR street = 'a')",
    "street = industry",
    "works_at_height = dormitory",
    "works_at_height <> :strict",
    "last_case_on + 14 days <= :today",
    "last_case_on > opened_on",
    "opened_on BETWEEN DATE '2020-02-10' AND :today",
    "revenue <= 0.7 * revenue_last_year",
    "revenue + revenue_last_year > 20000 yuan",
    "headcount IN (1, 2, 3, 50, 70)",
    "masks >= 2 * headcount",
    ":rate * score >= level",
    "insured IS NULL OR insured > 3",
    "headcount BETWEEN insured AND 100",
    "TRUE AND NOT FALSE",
];

/// Made-up subjects that differ in every fact, some facts missing.
fn crowd(size: usize) -> Vec<Subject> {
    let mut state = 7u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let names: Vec<String> = catalogue().names().map(str::to_owned).collect();
    (0..size)
        .map(|_| {
            let mut subject = Subject::new();
            for name in &names {
                let number = i64::try_from(next(100)).expect("small");
                let value = match &catalogue().get(name).expect("a fact").kind {
                    rules::FactKind::Bool => Value::Bool(number % 2 == 0),
                    rules::FactKind::Int => Value::Int(number),
                    rules::FactKind::Money => Value::Int(number * 30_000),
                    rules::FactKind::Date => {
                        Value::Date(day("2020-03-01").checked_add(jiff::Span::new().days(number - 50)).expect("a day"))
                    }
                    rules::FactKind::Code(codes) => Value::from(codes[number as usize % codes.len()].0.as_str()),
                    rules::FactKind::Text => Value::from(["C13", "C1310", "a", "zz"][number as usize % 4]),
                };
                if next(10) > 1 {
                    subject.insert(name.clone(), value);
                }
            }
            subject
        })
        .collect()
}

#[test]
fn every_kind_of_condition_is_judged_alike_over_several_blocks() {
    let subjects = crowd(300);
    // three blocks and a piece, so that threads share and the last words are not whole
    let subjects: Vec<Subject> = subjects.iter().cycle().take(3 * 8_192 + 1_001).cloned().collect();
    let names: Vec<String> = catalogue().names().map(str::to_owned).collect();
    let table = table(&subjects, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let rules: Vec<Rule> = EVERY_KIND.iter().map(|text| rule(text)).collect();
    let made = plan(&rules.iter().collect::<Vec<_>>(), &table, &parameters());
    let (one, three) = (made.totals(&table, 1), made.totals(&table, 3));
    assert_eq!(one, three, "however many threads");
    for ((rule, verdicts), totals) in rules.iter().zip(made.verdicts(&table, 3)).zip(one) {
        assert_eq!((verdicts.yes.count(), verdicts.no.count()), (totals.yes, totals.no), "{}", rule.text());
        for row in (0..300).chain(subjects.len() - 70..subjects.len()) {
            assert_eq!(verdicts.of(row), rule.evaluate(&subjects[row], &parameters(), day(TODAY)), "{}", rule.text());
        }
    }
}

#[test]
fn nobody_is_granted_anything_on_a_fact_that_is_not_there_or_of_another_kind() {
    let mut table = Table::new(70);
    table.add("region-tier", Column::numbers((0..70).map(Some))).expect("70 rows");
    let rules = [rule("headcount > 3"), rule("NOT region_tier = 'high'"), rule("NOT (headcount > 3)")];
    let totals = plan(&rules.iter().collect::<Vec<_>>(), &table, &parameters()).totals(&table, 1);
    assert!(totals.iter().all(|one| (one.yes, one.unknown) == (0, 70)), "{totals:?}");
    let ended = Parameters::default();
    table.add("headcount", Column::numbers((0..70).map(Some))).expect("70 rows");
    let micro = rule("headcount <= :micro_headcount_max");
    assert_eq!(plan(&[&micro], &table, &ended).totals(&table, 1)[0].unknown, 70, "no parameter in force");
}

#[test]
fn a_parameter_judges_again_only_those_who_use_it() {
    let subjects = crowd(200);
    let table = table(&subjects, &["headcount", "insured", "opened_on"]);
    let rules = [rule("headcount <= :micro_headcount_max"), rule("insured > 3"), rule("opened_on <= :today")];
    let policies: Vec<Policy<'_>> = rules.iter().map(|when| Policy { when, amount: None }).collect();
    let mut standing = Standing::new(&policies, &table, &parameters(), day("2020-02-15"), 1);
    let none = Changed::default();
    let again = standing.again(&policies, &table, &parameters(), day("2020-02-15"), &none, 1);
    assert_eq!((again.policies, again.blocks), (0, 0));
    // in March the bound is 20, and :today is another day
    let again = standing.again(&policies, &table, &parameters(), day("2020-03-15"), &none, 1);
    assert_eq!((again.policies, again.blocks), (2, 0));
    for (rule, verdicts) in rules.iter().zip(standing.verdicts()) {
        for (row, subject) in subjects.iter().enumerate() {
            assert_eq!(verdicts.of(row), rule.evaluate(subject, &parameters(), day("2020-03-15")));
        }
    }
    let row = Changed { rows: [3].into(), ..Changed::default() };
    let again = standing.again(&policies, &table, &parameters(), day("2020-03-15"), &row, 1);
    assert_eq!((again.policies, again.blocks), (0, 1));
}

#[test]
fn empty_tables_odd_columns_and_new_words_are_no_trouble() {
    let mut empty = Table::new(0);
    empty.add("headcount", Column::numbers([])).expect("no rows");
    let micro = rule("headcount <= 3 OR region_tier = 'low'");
    assert_eq!(plan(&[&micro], &empty, &parameters()).totals(&empty, 4)[0].yes, 0);
    assert_eq!(empty.add("masks", Column::numbers([Some(1)])), Err(NotHere::Rows));

    let mut table = Table::new(300);
    let words: Vec<String> = (0..300).map(|row| format!("w{row}")).collect();
    table.add("street", Column::texts(words.iter().map(Some))).expect("300 rows");
    table.add("industry", Column::texts((0..300).map(|_| None::<&str>))).expect("300 rows");
    table.set(299, "street", Some(Value::from("brand new"))).expect("a text");
    table.set(298, "street", None).expect("forgotten");
    table.set(7, "industry", Some(Value::from("w7"))).expect("a text");
    assert_eq!(table.set(7, "industry", Some(Value::Int(7))), Err(NotHere::Kind));
    assert_eq!(table.set(300, "industry", None), Err(NotHere::Place));
    let rules = [rule("street = 'brand new'"), rule("street LIKE 'w1%'"), rule("street = industry")];
    let totals = plan(&rules.iter().collect::<Vec<_>>(), &table, &parameters()).totals(&table, 1);
    assert_eq!((totals[0].yes, totals[0].unknown), (1, 1));
    assert_eq!(totals[1].yes, 111, "w1, w10-w19, w100-w199");
    assert_eq!((totals[2].yes, totals[2].unknown), (1, 299));
}

#[test]
fn ten_thousand_policies_share_their_conditions() {
    let table = table(&crowd(100), &["headcount", "region_tier"]);
    let rules: Vec<Rule> =
        (0..10_000).map(|at| rule(&format!("headcount > {} AND region_tier = 'low'", at % 50))).collect();
    let plan = plan(&rules.iter().collect::<Vec<_>>(), &table, &parameters());
    assert_eq!(plan.size(), (51, 50));
    let totals = plan.totals(&table, 2);
    assert_eq!(totals[3], totals[53]);
}

#[test]
fn amounts_go_only_to_the_entitled_and_unknown_ones_are_told() {
    let subjects = crowd(9_000);
    let table = table(&subjects, &["headcount", "revenue", "region_tier", "insured"]);
    let when = rule("region_tier = 'low' AND headcount > 10");
    let texts = [
        "min(500 yuan * insured, 10000 yuan)",
        "round_down(bands(revenue, 1000 yuan => 2%, 9000 yuan => 1.5%, above => 0.5%), 1 yuan)",
        "when(headcount <= 30 => 1000 yuan, insured > 50 => 2000 yuan, else => round_up(0.333 * revenue, 100 yuan))",
        "sum(0.01 yuan * insured, max(revenue - 8000 yuan, 0 yuan))",
        "999999999999 yuan * headcount + 99999999999 * revenue",
    ];
    for text in texts {
        let amount = rules::Amount::parse(text, &catalogue(), &parameters())
            .unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        let policy = Policy { when: &when, amount: Some(&amount) };
        let totals = Plan::new(&[policy], &table, &parameters(), day(TODAY)).totals(&table, 2)[0];
        let (mut fen, mut paid, mut unknown, mut large) = (0i128, 0, 0, 0);
        for subject in subjects.iter().filter(|one| when.evaluate(*one, &parameters(), day(TODAY)) == Truth::True) {
            match amount.reckon(subject, &parameters(), day(TODAY)) {
                Given::Known(known) => {
                    fen += i128::from(known);
                    paid += 1;
                }
                Given::Unknown => unknown += 1,
                Given::TooLarge => large += 1,
            }
        }
        assert_eq!(
            (totals.fen, totals.paid, totals.amount_unknown, totals.amount_too_large),
            (fen, paid, unknown, large),
            "{text}"
        );
        assert_eq!(totals.yes, paid + unknown + large);
    }
}
