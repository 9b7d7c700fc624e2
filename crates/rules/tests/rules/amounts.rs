//! Amounts: exact to the fen, unknown where a fact is missing, refused where they make no sense.

use rules::logic::{Logic, Verdict};
use rules::{Amount, Given, Parameters};

use crate::town::{TODAY, catalogue, day, facts, parameters, rule};

fn amount(text: &str) -> Amount {
    Amount::parse(text, &catalogue(), &parameters()).unwrap_or_else(|errors| panic!("{text}\n{errors:#?}"))
}

fn codes(text: &str) -> Vec<&'static str> {
    Amount::parse(text, &catalogue(), &parameters())
        .map_or_else(|errors| errors.iter().map(|error| error.code).collect(), |_| vec![])
}

fn of(text: &str, known: &str) -> Given {
    amount(text).reckon(&facts(known), &parameters(), day(TODAY))
}

#[test]
fn rates_caps_floors_bands_and_heads_come_out_to_the_fen() {
    let known = Given::Known;
    assert_eq!(of("500 yuan * headcount", "headcount=12"), known(600_000));
    assert_eq!(of("round_down(0.55 * revenue, 0.01 yuan)", "revenue=333"), known(183));
    assert_eq!(of("round_half_up(0.55 * revenue, 0.01 yuan)", "revenue=331"), known(182));
    assert_eq!(of("max(100 yuan, min(500 yuan * headcount, 2000 yuan))", "headcount=0"), known(10_000));
    assert_eq!(of("max(100 yuan, min(500 yuan * headcount, 2000 yuan))", "headcount=900"), known(200_000));
    assert_eq!(of("sum(10 yuan * headcount, 5 yuan * insured)", "headcount=2,insured=3"), known(3_500));
    let bands = "round_down(bands(revenue, 1000 yuan => 2%, 5000 yuan => 0.01, above => 0.5%), 1 yuan)";
    assert_eq!(of(bands, "revenue=700000"), known(7_000));
    assert_eq!(of(":rate * revenue", "revenue=7"), known(21), "a dated parameter");
    let tiers = "when(headcount <= 10 => 1000 yuan, headcount <= 50 => 2000 yuan, else => 0 yuan)";
    assert_eq!(of(tiers, "headcount=10"), known(100_000));
    assert_eq!(of(tiers, "headcount=11"), known(200_000));
    assert_eq!(of(tiers, "headcount=51"), known(0));
}

#[test]
fn a_missing_fact_never_pays_the_cap() {
    for text in [
        "min(500 yuan * headcount, 2000 yuan)",
        "max(500 yuan * headcount, 2000 yuan)",
        "0 * headcount + 5 yuan * insured",
    ] {
        assert_eq!(of(text, "insured=3"), Given::Unknown, "{text}");
    }
    let tiers = "when(headcount <= 10 => 1000 yuan, else => 500 yuan * insured)";
    assert_eq!(of(tiers, "headcount=3"), Given::Known(100_000), "the other branch does not matter");
    assert_eq!(of(tiers, "insured=3"), Given::Unknown);
    let later = amount("500 yuan * headcount + :rate * revenue");
    assert_eq!(later.reckon(&facts("headcount=1,revenue=1"), &Parameters::default(), day(TODAY)), Given::Unknown);
}

#[test]
fn money_beyond_all_reason_is_no_number_and_never_wraps() {
    let most = i64::MAX;
    assert_eq!(of("2 * revenue", &format!("revenue={most}")), Given::TooLarge);
    assert_eq!(of("-2 * revenue", &format!("revenue={most}")), Given::TooLarge);
    assert_eq!(of("min(2 * revenue, 1 yuan)", &format!("revenue={most}")), Given::TooLarge);
    assert_eq!(of("revenue", &format!("revenue={most}")), Given::Known(most));
    assert_eq!(of("revenue", &format!("revenue={}", i64::MIN)), Given::Known(i64::MIN));
    assert_eq!(of("round_up(revenue, 1 yuan)", &format!("revenue={most}")), Given::TooLarge);
    assert_eq!(of("sum(revenue, revenue_last_year)", &format!("revenue={most},revenue_last_year=1")), Given::TooLarge);
    assert_eq!(of("999999999999999 yuan * headcount", &format!("headcount={most}")), Given::TooLarge);
}

#[test]
fn what_is_no_money_or_no_whole_fen_is_refused_with_its_place() {
    assert_eq!(codes("0.55 * revenue"), ["fraction-of-fen"]);
    assert_eq!(codes("headcount * 2"), ["not-money"]);
    assert_eq!(codes("region_tier"), ["not-money"]);
    assert_eq!(codes("revenue * revenue"), ["not-linear"]);
    assert_eq!(codes("min(revenue, headcount)"), ["not-money"]);
    assert_eq!(codes("avg(revenue, 1 yuan)"), ["unknown-function"]);
    assert_eq!(codes("round_down(revenue)"), ["round-to-what"]);
    assert_eq!(codes("round_down(revenue, 0 yuan)"), ["round-to-what"]);
    assert_eq!(codes("round_down(revenue, 0.001 yuan)"), ["not-a-fixed-amount"]);
    assert_eq!(codes("bands(revenue, 5 yuan => 1%, 3 yuan => 2%, above => 1%)"), ["bands-in-order"]);
    assert_eq!(codes("bands(revenue, 5 yuan => 1%)"), ["bands-of-what"]);
    assert_eq!(codes("bands(revenue, above => lots)"), ["bad-share"]);
    assert_eq!(codes("bands(0.5 * revenue, above => 1%)"), ["fraction-of-fen"]);
    assert_eq!(codes("when(headcount > 3 => 5 yuan)"), ["when-what"]);
    assert_eq!(codes("when(else => 5 yuan)"), ["when-what"]);
    assert_eq!(codes("when(headcuont > 3 => 5 yuan, else => revenu)"), ["unknown-fact", "unknown-fact"], "all at once");
    assert_eq!(codes(""), ["empty"]);
    assert_eq!(codes("min()"), ["empty"]);
    let text = "min(500 yuan * headcount, 20 yuan * headcuont)";
    let errors = Amount::parse(text, &catalogue(), &parameters()).expect_err("a misspelt fact");
    assert_eq!(&text[errors[0].span.clone()], "headcuont");
}

#[test]
fn hostile_amounts_are_refused_without_harm() {
    let nested = format!("{}revenue{}", "min(".repeat(5_000), ", 1 yuan)".repeat(5_000));
    assert!(!codes(&nested).is_empty());
    let deep = format!("{}revenue{}", "min(".repeat(40), ", 1 yuan)".repeat(40));
    assert_eq!(codes(&deep), ["too-deep"]);
    assert!(!codes(&format!("min({})", "1 yuan,".repeat(2_000))).is_empty());
    for text in [
        "min(",
        "min)",
        ")(",
        "min(revenue,",
        "when(=>)",
        "=>",
        "bands(,,)",
        "when(a => b => c, else => 1 yuan)",
        "'",
        "min('(', 1 yuan)",
        "９ yuan",
        "1e309 yuan",
        "\u{0}",
    ] {
        assert!(!codes(text).is_empty(), "{text}");
    }
}

#[test]
fn who_gets_less_than_nothing_or_without_bound_is_found() {
    let today = day(TODAY);
    let parameters = parameters();
    let logic = Logic::on(&parameters, today);
    let who = |rule_text: &str| {
        let asked = rule(rule_text);
        logic.nobody(&[(&asked, Verdict::True)]).example().map(|one| one.facts.clone())
    };
    let loss = amount("max(revenue_last_year - revenue, -10 yuan)");
    let example = who(&loss.below(0).expect("sayable")).expect("somebody who gained");
    let fen = loss.reckon(&example, &parameters, today).known().expect("all named");
    assert!(fen < 0);
    let safe = amount("max(revenue_last_year - revenue, 0 yuan)");
    assert!(who(&safe.below(0).expect("sayable")).is_none());
    let capped = amount("when(headcount > 5 => min(500 yuan * headcount, 900 yuan), else => 1 yuan)");
    assert!(who(&capped.above(90_000).expect("sayable")).is_none());
    assert!(who(&capped.above(89_999).expect("sayable")).is_some());
    assert!(who(&amount("500 yuan * insured").above(1_000_000_000_000).expect("sayable")).is_some());
    assert_eq!(amount("round_down(bands(revenue, above => 1%), 1 yuan)").below(0), None, "bands are not said as rules");
    let down = amount("round_down(0.5 * revenue, 1 yuan)");
    let text = down.below(200).expect("sayable");
    for fen in 395..405 {
        let known = facts(&format!("revenue={fen}"));
        let less = rule(&text).evaluate(&known, &parameters, today) == rules::Truth::True;
        assert_eq!(less, down.reckon(&known, &parameters, today).known().expect("known") < 200, "{fen}");
    }
}

#[test]
fn the_arithmetic_is_told_step_by_step() {
    let amount = amount("min(500 yuan * headcount, 2000 yuan)");
    let told = amount.tell(&facts("headcount=3"), &parameters(), day(TODAY));
    assert_eq!(
        told.in_words(civic::text::Lang::En),
        "the least of: 1,500.00 yuan\n  500 yuan * headcount: 1,500.00 yuan\n  2000 yuan: 2,000.00 yuan\n"
    );
    let told = amount.tell(&facts(""), &parameters(), day(TODAY));
    assert!(told.in_words(civic::text::Lang::Zh).starts_with("取最小的：尚不清楚\n"));
}
