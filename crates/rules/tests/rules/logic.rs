//! What rules say of each other, against trying every subject of a small world.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rules::logic::{Answer, Lacking, Logic, Verdict, Why};
use rules::{Catalogue, Parameters, Rule, Truth, Value};

use crate::kleene::{Made, made, subject};
use crate::town::{TODAY, catalogue, day, facts, parameters, rule};

fn logic_of(parameters: &Parameters) -> Logic<'_> {
    Logic::on(parameters, day(TODAY))
}

fn implied(one: &str, other: &str) -> Answer {
    logic_of(&parameters()).implies(&[&rule(one)], &rule(other))
}

/// The counterexample in English; `proven`, or why it was not decided.
fn told(answer: &Answer) -> String {
    match answer {
        Answer::Proven => "proven".to_owned(),
        Answer::Counterexample(example) => example.in_words().en,
        Answer::NotDecided(why) => why.words().en,
    }
}

#[track_caller]
fn follows(one: &str, other: &str) {
    assert_eq!(told(&implied(one, other)), "proven", "{one} => {other}");
}

#[track_caller]
fn fails(one: &str, other: &str, example: &str) {
    assert_eq!(told(&implied(one, other)), example, "{one} => {other}");
}

#[track_caller]
fn never(text: &str) {
    assert_eq!(told(&logic_of(&parameters()).never(&[&rule(text)])), "proven", "{text}");
}

#[test]
fn a_narrower_rule_implies_a_wider_one() {
    follows("headcount >= 10", "headcount > 2");
    follows("headcount = 0", "headcount < 1");
    follows("region_tier = 'high'", "region_tier IN ('high', 'medium')");
    follows("region_tier <> 'low'", "region_tier IN ('high', 'medium')");
    follows("industry LIKE 'C13%'", "industry LIKE 'C%'");
    follows("industry = 'C1310'", "industry LIKE 'C13%'");
    follows("opened_on > DATE '2020-03-01' + 3 days", "opened_on >= DATE '2020-03-05'");
    follows("headcount BETWEEN 3 AND 5 AND headcount NOT IN (3, 5)", "headcount = 4");
    follows("TRUE", "dormitory OR NOT dormitory");
    follows("TRUE", "headcount >= 0");
}

#[test]
fn a_counterexample_names_only_what_matters() {
    fails("headcount > 2", "headcount >= 10", "staff on site 3 people");
    fails("headcount > 2 AND dormitory", "headcount >= 10", "has a dormitory: yes, staff on site 3 people");
    fails("headcount > 2", "headcount >= 10 AND dormitory", "staff on site 3 people");
    fails("region_tier <> 'low'", "region_tier = 'high'", "risk tier of the area “Medium risk”");
    fails("industry LIKE 'C13%'", "industry = 'C1310'", "industry “C13x”");
    fails("industry = street", "industry = 'a'", "industry “x”, street “x”");
    fails("dormitory OR headcount > 3", "headcount > 3", "has a dormitory: yes, staff on site 0 people");
    fails(
        "opened_on > last_case_on",
        "opened_on > DATE '2020-03-20'",
        "day of the latest case 2020-03-14, opening day 2020-03-15",
    );
    fails("revenue < 0.7 * revenue_last_year", "revenue < 0", "revenue this year 0 yuan, revenue last year 0.01 yuan");
}

#[test]
fn facts_compared_with_each_other_are_reckoned_with() {
    never("score > level AND level > headcount AND headcount > score");
    never("score = 2 * level AND score = 2 * headcount + 1");
    never("industry = street AND street = 'a' AND industry <> 'a'");
    follows("masks >= 2 * headcount AND headcount >= 10", "masks >= 20");
    follows("revenue <= 0.7 * revenue_last_year AND revenue > 0", "revenue < revenue_last_year");
}

#[test]
fn parameters_have_the_value_of_each_day() {
    let parameters = parameters();
    let (at_most, some) = (rule("headcount <= :micro_headcount_max"), rule("headcount <= 10"));
    let on = |text: &str| told(&Logic::on(&parameters, day(text)).implies(&[&at_most], &some));
    assert_eq!(on("2020-02-01"), "proven");
    assert_eq!(on("2020-03-01"), "staff on site 11 people");
    assert_eq!(on("2020-04-01"), "proven", "without a value nobody certainly meets it");
    let year = Logic::during(&parameters, day("2020-02-01"), day("2020-12-31"));
    let answer = year.implies(&[&at_most], &some);
    assert_eq!(answer.example().map(|example| example.on), Some(day("2020-03-01")));
}

#[test]
fn the_day_of_judging_moves_within_the_days_asked_about() {
    let parameters = parameters();
    let (since, late) = (rule("opened_on > :today - 14 days"), rule("opened_on > DATE '2020-03-01'"));
    assert!(Logic::on(&parameters, day("2020-03-15")).implies(&[&since], &late).is_proven());
    let answer = Logic::during(&parameters, day("2020-03-10"), day("2020-03-20")).implies(&[&since], &late);
    assert_eq!(told(&answer), "opening day 2020-03-01, on 2020-03-10");
}

#[test]
fn unknown_counts_where_it_is_asked_for() {
    never("headcount IS NULL AND headcount > 3");
    fails("headcount IS NULL OR headcount > 3", "headcount > 3", "staff on site not on record");
    let parameters = parameters();
    let either = rule("dormitory OR NOT dormitory");
    assert!(logic_of(&parameters).always(&either).is_proven(), "it is known in the end");
    let answer = logic_of(&parameters).lacking(Lacking::Any).always(&either);
    assert_eq!(told(&answer), "has a dormitory not on record");
}

#[test]
fn rules_written_differently_can_be_the_same() {
    let parameters = parameters();
    let same = |one: &str, other: &str| logic_of(&parameters).equivalent(&rule(one), &rule(other)).is_proven();
    assert!(same("NOT (region_tier = 'low' AND headcount < 10)", "headcount >= 10 OR region_tier <> 'low'"));
    assert!(same("headcount BETWEEN 3 AND 5", "headcount IN (3, 4, 5)"));
    assert!(!same("headcount BETWEEN 3 AND 5", "headcount IN (3, 4, 6)"));
}

#[test]
fn what_is_given_narrows_the_question() {
    let parameters = parameters();
    let at_low = logic_of(&parameters).given("region-tier", Value::from("low"));
    assert!(at_low.never(&[&rule("region_tier <> 'low' AND dormitory")]).is_proven());
    assert!(at_low.never(&[&rule("region_tier = 'low' AND dormitory")]).example().is_some());
    assert!(at_low.given("region_tier", Value::from("unheard-of")).never(&[&rule("region_tier = 'low'")]).is_proven());
}

#[test]
fn branches_leave_a_gap_or_none() {
    let parameters = parameters();
    let situation = rule("dormitory");
    let (small, large) = (rule("headcount < 10"), rule("headcount >= :micro_headcount_max"));
    let answer = logic_of(&parameters).covered(&[&situation], &[&small, &large]);
    assert_eq!(told(&answer), "has a dormitory: yes, staff on site 10 people");
    assert!(logic_of(&parameters).covered(&[&situation], &[&small, &rule("headcount >= 10")]).is_proven());
}

#[test]
fn hard_questions_end_without_a_guess() {
    let many = |count: usize, joint: &str, make: &dyn Fn(usize) -> String| {
        rule(&(0..count).map(make).collect::<Vec<_>>().join(joint))
    };
    let parameters = parameters();
    let logic = logic_of(&parameters);
    let tangle = many(60, " AND ", &|n| {
        format!(
            "({} * score + {} * level < {} OR {} * level - {} * headcount > {} * score)",
            n + 2,
            n + 7,
            n,
            2 * n + 1,
            n + 3,
            n + 1
        )
    });
    match logic.never(&[&tangle]) {
        Answer::Counterexample(example) => {
            assert_eq!(tangle.evaluate(&example.facts, &parameters, example.on), Truth::True);
        }
        Answer::Proven | Answer::NotDecided(_) => {}
    }
    let deep = rule(&format!("{}dormitory{}", "NOT (headcount > 3 AND ".repeat(60), ")".repeat(60)));
    assert!(logic.never(&[&deep]).example().is_some());
    let huge = rule("900000000000000000 * score > 900000000000000000 * level AND score < level");
    assert!(logic.never(&[&huge]).is_proven());
    let texts = many(300, " OR ", &|n| format!("industry LIKE 'P{n}%'"));
    assert!(logic.never(&[&texts]).example().is_some());
}

#[test]
fn rules_read_with_other_declarations_are_not_compared() {
    let mut other = Catalogue::default();
    let mut fact = catalogue().get("headcount").expect("declared").clone();
    fact.max = Some(5);
    other.add(fact).expect("a good name");
    let parameters = parameters();
    let narrow = Rule::parse("headcount > 3", &other, &parameters).expect("a good rule");
    let answer = logic_of(&parameters).disjoint(&narrow, &rule("headcount > 9"));
    assert_eq!(answer, Answer::NotDecided(Why::FactsDiffer("headcount".to_owned())));
}

#[test]
fn conditions_that_never_matter_are_named() {
    let parameters = parameters();
    let idle = |given: &str, text: &str| -> Vec<String> {
        let (given, rule) = (rule(given), rule(text));
        let found = logic_of(&parameters).idle(&[&given], &rule);
        found.into_iter().map(|idle| format!("{} = {}", &text[idle.span], idle.holds)).collect()
    };
    assert_eq!(idle("TRUE", "headcount >= 10 AND headcount > 3"), ["headcount > 3 = true"]);
    assert_eq!(idle("TRUE", "headcount >= 10 AND headcount >= 10"), ["headcount >= 10 = true"]);
    assert_eq!(
        idle("TRUE", "dormitory OR (headcount > 9 AND headcount < 3)"),
        ["headcount > 9 = true", "headcount < 3 = false"]
    );
    assert_eq!(idle("region_tier = 'high'", "dormitory AND region_tier <> 'low'"), ["region_tier <> 'low' = true"]);
    assert_eq!(idle("region_tier <> 'low'", "dormitory AND region_tier = 'high'"), Vec::<String>::new());
    assert_eq!(idle("TRUE", "headcount >= 0 AND dormitory"), ["headcount >= 0 = true"]);
    assert_eq!(idle("TRUE", "dormitory OR works_at_height AND NOT dormitory"), ["dormitory = true"]);
}

#[test]
fn a_few_subjects_tried_show_that_a_rule_says_something() {
    let parameters = parameters();
    let says = |given: &str, text: &str| logic_of(&parameters).says_something(&[&rule(given)], &rule(text));
    assert!(says("TRUE", "headcount >= 10"));
    assert!(says("headcount < 200 AND region_tier <> 'low'", "headcount >= 10 OR NOT dormitory"));
    assert!(says("TRUE", "industry LIKE 'C%' AND industry <> 'C13'"));
    // implied, never met, with a condition to spare: each of them is left to the thorough search
    assert!(!says("headcount > 20", "headcount >= 10"));
    assert!(!says("headcount < 5", "headcount >= 10"));
    assert!(!says("TRUE", "headcount >= 10 AND headcount > 3"));
    assert!(!says("TRUE", "dormitory OR works_at_height AND NOT dormitory"));
}

/// Words enough to tell two texts apart at every beginning that random rules ask about.
const WORDS: [&str; 14] =
    ["C13", "C13x", "C13y", "C1310", "C1310x", "C1310y", "a", "ax", "ay", "Ca", "Cax", "Cay", "zz", "yy"];

fn small_world() -> Catalogue {
    let mut small = Catalogue::default();
    for fact in catalogue().facts() {
        let mut fact = fact.clone();
        if ["score", "level"].contains(&fact.name.as_str()) {
            (fact.min, fact.max) = (Some(-2), Some(2));
        }
        small.add(fact).expect("names are apart");
    }
    small
}

/// Every value of a fact of the small world, unknown first.
fn values(name: &str, may_lack: bool) -> Vec<Option<Value>> {
    let known: Vec<Value> = match name {
        "score" | "level" => (-2..=2).map(Value::Int).collect(),
        "region_tier" => ["low", "medium", "high"].map(Value::from).to_vec(),
        "dormitory" => vec![Value::Bool(true), Value::Bool(false)],
        _ => WORDS.map(Value::from).to_vec(),
    };
    may_lack.then_some(None).into_iter().chain(known.into_iter().map(Some)).collect()
}

/// Somebody in the small world meets the first and not certainly the second.
fn somebody(one: &Rule, other: &Rule, lacking: Lacking) -> bool {
    let mut names: Vec<&str> = one.facts();
    names.extend(other.facts().into_iter().filter(|name| !one.facts().contains(name)));
    let asked = |name: &str| {
        let asks =
            |rule: &Rule| ["NULL", "NOT NULL"].iter().any(|null| rule.text().contains(&format!("{name} IS {null}")));
        asks(one) || asks(other)
    };
    let ways: Vec<Vec<Option<Value>>> =
        names.iter().map(|name| values(name, lacking == Lacking::Any || asked(name))).collect();
    let (parameters, on) = (Parameters::default(), day(TODAY));
    let total: usize = ways.iter().map(Vec::len).product();
    let mut facts = BTreeMap::new();
    (0..total).any(|number| {
        let mut rest = number;
        facts.clear();
        for (name, ways) in names.iter().zip(&ways) {
            if let Some(value) = &ways[rest % ways.len()] {
                facts.insert((*name).to_owned(), value.clone());
            }
            rest /= ways.len();
        }
        one.evaluate(&facts, &parameters, on) == Truth::True && other.evaluate(&facts, &parameters, on) != Truth::True
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn implication_agrees_with_trying_everybody(one in made(true), other in made(true), any in any::<bool>()) {
        let world = small_world();
        let parameters = Parameters::default();
        let lacking = if any { Lacking::Any } else { Lacking::WhereAsked };
        let [one, other] = [one, other].map(|made| Rule::parse(&made.text(), &world, &parameters).expect("a good rule"));
        let answer = logic_of(&parameters).lacking(lacking).implies(&[&one], &other);
        let exists = somebody(&one, &other, lacking);
        match answer {
            Answer::Proven => prop_assert!(!exists, "{} => {}", one.text(), other.text()),
            Answer::Counterexample(_) => prop_assert!(exists, "{} => {}", one.text(), other.text()),
            Answer::NotDecided(why) => prop_assert!(false, "{why:?}: {} => {}", one.text(), other.text()),
        }
    }

    #[test]
    fn what_says_something_is_neither_implied_nor_never_met_nor_idle(
        one in made(true),
        other in made(true),
        any in any::<bool>(),
    ) {
        let parameters = parameters();
        let [one, other] = [one, other].map(|made| rule(&made.text()));
        let logic = logic_of(&parameters).lacking(if any { Lacking::Any } else { Lacking::WhereAsked });
        for given in [&[][..], &[&one]] {
            if logic.says_something(given, &other) {
                prop_assert!(!logic.surely_implies(given, &other), "{} => {}", one.text(), other.text());
                prop_assert!(!logic.surely_never(&[given, &[&other]].concat()), "{} and {}", one.text(), other.text());
                prop_assert_eq!(logic.idle(given, &other), vec![], "{} in {}", other.text(), one.text());
            }
        }
    }

    #[test]
    fn a_counterexample_has_the_verdicts_it_was_asked_for(rules in prop::collection::vec((made(true), 0usize..4), 1..4)) {
        let wish = [Verdict::True, Verdict::False, Verdict::NotTrue, Verdict::NotFalse];
        let rules: Vec<(Rule, Verdict)> = rules.iter().map(|(made, at)| (rule(&made.text()), wish[*at])).collect();
        let wishes: Vec<(&Rule, Verdict)> = rules.iter().map(|(rule, wish)| (rule, *wish)).collect();
        let parameters = parameters();
        let answer = logic_of(&parameters).lacking(Lacking::Any).nobody(&wishes);
        if let Some(example) = answer.example() {
            for (rule, wish) in &wishes {
                let truth = rule.evaluate(&example.facts, &parameters, example.on);
                let met = match wish {
                    Verdict::True => truth == Truth::True,
                    Verdict::False => truth == Truth::False,
                    Verdict::NotTrue => truth != Truth::True,
                    Verdict::NotFalse => truth != Truth::False,
                };
                prop_assert!(met, "{}: {truth:?}, not {wish:?}", rule.text());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// 100 proofs tried on 1,000 random subjects each.
    #[test]
    fn what_is_proven_is_never_contradicted(
        one in made(true),
        other in made(true),
        subjects in prop::collection::vec(subject(), 1_000),
    ) {
        let parameters = parameters();
        let wider = rule(&Made::Or(vec![one.clone(), other.clone()]).text());
        let narrower = rule(&Made::And(vec![Made::Not(Box::new(Made::Not(Box::new(one.clone())))), other.clone()]).text());
        let (one, other) = (rule(&one.text()), rule(&other.text()));
        let logic = logic_of(&parameters).lacking(Lacking::Any);
        for (if_so, then) in [(&narrower, &one), (&one, &wider), (&narrower, &wider), (&one, &other), (&other, &one)] {
            let answer = logic.implies(&[if_so], then);
            let meant = std::ptr::eq(if_so, &one) && std::ptr::eq(then, &other) || std::ptr::eq(then, &one) && std::ptr::eq(if_so, &other);
            prop_assert!(meant || answer.is_proven(), "{}: {} => {}", told(&answer), if_so.text(), then.text());
            for (_, known) in subjects.iter().filter(|_| answer.is_proven()) {
                let truth = |rule: &Rule| rule.evaluate(known, &parameters, day(TODAY));
                prop_assert!(truth(if_so) != Truth::True || truth(then) == Truth::True, "{} => {}", if_so.text(), then.text());
            }
        }
    }
}

#[test]
fn an_example_can_be_written_as_facts() {
    let answer = implied("headcount > 2 AND industry LIKE 'C%'", "FALSE");
    assert_eq!(answer.example().map(|example| example.facts.clone()), Some(facts("headcount = 3, industry = Cx")));
}
