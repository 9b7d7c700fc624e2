//! Texts made to break the reader: it refuses with reasons, soon, and with little stack.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::town::{catalogue, parameters, parse};
use rules::Rule;

/// Parses on a small stack, as a worker thread has in the worst case, and in bounded time.
#[track_caller]
fn codes(text: String) -> Vec<&'static str> {
    let start = Instant::now();
    let codes = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(move || match parse(&text) {
            Ok(rule) => {
                let nothing = ();
                let today = crate::town::day(crate::town::TODAY);
                rule.explain(&nothing, &parameters(), today, &catalogue());
                Vec::new()
            }
            Err(errors) => errors.into_iter().map(|error| error.code).collect(),
        })
        .expect("a thread")
        .join()
        .expect("neither panic nor overflow");
    assert!(start.elapsed() < Duration::from_secs(20));
    codes
}

#[test]
fn refuses_ten_thousand_terms() {
    assert_eq!(codes(vec!["score=1"; 10_000].join(" OR ")), ["too-long"]);
    let short = vec!["1"; 9_000].join("+");
    assert_eq!(codes(format!("score={short}")), ["too-many-terms"]);
}

#[test]
fn takes_as_many_terms_as_it_promises() {
    assert!(codes(vec!["score=1"; 1_000].join(" OR ")).is_empty());
    assert!(codes(vec!["score=1 OR level=2"; 500].join(" AND ")).is_empty());
    assert!(codes(format!("score IN ({})", vec!["1"; 1_999].join(","))).is_empty());
    assert!(codes(format!("score = {}", vec!["1"; 1_999].join("+"))).is_empty());
    assert_eq!(codes(vec!["score=1"; 1_001].join(" OR ")), ["too-many-terms"]);
}

#[test]
fn refuses_depth_beyond_its_limit() {
    let nested =
        |open: &str, close: &str, depth: usize| format!("{}score=1{}", open.repeat(depth), close.repeat(depth));
    assert_eq!(codes(nested("(", ")", 1_000)), ["too-deep"]);
    assert_eq!(codes(nested("NOT ", "", 1_000)), ["too-deep"]);
    assert_eq!(codes(nested("NOT (", ")", 1_000)), ["too-deep"]);
    assert_eq!(codes(nested("score=1 AND (level=1 OR ", ")", 200)), ["too-deep"]);
    assert_eq!(codes(format!("score = {}1", "- ".repeat(5_000))), ["too-deep"]);
    assert_eq!(codes(format!("score IN ({}1{})", "(".repeat(900), ")".repeat(900)))[0], "nested-list");
    assert!(codes(nested("(", ")", 190)).is_empty());
    assert!(codes(nested("NOT ", "", 190)).is_empty());
    assert!(codes(nested("score=1 AND (level=1 OR ", ")", 60)).is_empty());
    assert!(codes(nested("NOT (score BETWEEN 1 AND 2 OR ", ")", 60)).is_empty());
}

#[test]
fn tells_brackets_beyond_the_limit_once_and_other_slips_a_few_dozen_times() {
    let start = Instant::now();
    assert_eq!(codes("(".repeat(5_000)), ["too-deep"]);
    assert_eq!(codes(format!("{}score=1{}", "(".repeat(5_000), ")".repeat(5_000))), ["too-deep"]);
    assert_eq!(codes(")".repeat(5_000)).len(), rules::MISTAKES_MAX);
    assert_eq!(codes("“".repeat(5_000)).len(), rules::MISTAKES_MAX);
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn refuses_long_chains_that_mean_nothing() {
    for link in ["= score", "IS NULL", "IN (1)", "BETWEEN 1 AND 2", "LIKE 'a%'", "* score", "- score"] {
        let chain = format!("score {}", vec![link; 990].join(" "));
        assert!(!codes(chain.clone()).is_empty(), "{link}");
        assert!(!codes(format!("{chain} )")).is_empty(), "{link}");
        assert!(!codes(format!("{chain} AND")).is_empty(), "{link}");
        assert!(!codes(format!("{chain} score")).is_empty(), "{link}");
    }
}

#[test]
fn refuses_a_megabyte_of_brackets_and_nuls_at_once() {
    for part in ["(", ")", "()", "[", "'", "\0", "NOT ", "“", ":a", "\u{10ffff}"] {
        let start = Instant::now();
        let long = part.repeat((1 << 20) / part.len());
        assert_eq!(codes(long), ["too-long"], "{part:?}");
        assert!(start.elapsed() < Duration::from_secs(1));
        assert!(!codes(part.repeat(20_000 / part.len())).is_empty(), "{part:?}");
    }
    assert_eq!(codes("score\0 = 1".to_owned()), ["invisible-character"]);
    assert_eq!(codes("industry = 'a\0b'".to_owned()), ["invisible-character"]);
}

#[test]
fn refuses_numbers_that_would_overflow() {
    let nines = "9".repeat(18);
    assert!(codes(format!("score * {nines} + {nines} > {nines} * level")).is_empty());
    assert_eq!(codes(format!("score > {nines} * 10")), ["number-too-large"]);
    assert_eq!(codes(format!("0.000001 * score > {nines}")), ["number-too-large"]);
    assert_eq!(codes(format!("score > {}", "9".repeat(19_000))), ["bad-number"]);
}

const WORDS: &[&str] = &[
    "score",
    "level",
    "region_tier",
    "industry",
    "works_at_height",
    "opened_on",
    "revenue",
    "nothing",
    ":rate",
    ":today",
    ":-",
    ":a-b",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "NULL",
    "LIKE",
    "DATE",
    "TRUE",
    "'low'",
    "'C%'",
    "'2020-01-01'",
    "1",
    "0.5",
    "14 days",
    "2 yuan",
    "(",
    ")",
    ",",
    "=",
    "<>",
    "<",
    "+",
    "-",
    "*",
    "SELECT",
    "CASE",
    "x(",
    "E'a'",
    "N'a'",
    "X'00'",
    "$1",
    "$$a$$",
    "@a",
    "::",
    "[",
    "{",
    "||",
    "U&'a'",
    "1e5",
    "0x1F",
    "interval",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn never_panics_on_any_text(text in "\\PC{0,80}|[ -~\\n\\t\\x00]{0,80}") {
        check(&text)?;
    }

    #[test]
    fn never_panics_on_words_in_any_order(words in prop::collection::vec(prop::sample::select(WORDS), 0..25)) {
        check(&words.join(" "))?;
    }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    if let Err(errors) = Rule::parse(text, &catalogue(), &parameters()) {
        prop_assert!(!errors.is_empty(), "refused without a reason");
        for error in errors {
            prop_assert!(text.get(error.span.clone()).is_some(), "{error:?}");
        }
    }
    Ok(())
}
