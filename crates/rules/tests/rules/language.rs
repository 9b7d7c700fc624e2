//! What can be said, what it means, and where exactly a mistake is.

use rules::Truth::{self, False, True, Unknown};

use crate::town::{self, day, facts, parameters, parse, rule, truth};

#[track_caller]
fn check(rows: &[(&str, &str, Truth)]) {
    for (text, known, expected) in rows {
        assert_eq!(truth(text, known), *expected, "{text} over {known}");
    }
}

#[test]
fn compares_numbers_exactly() {
    check(&[
        ("headcount >= 10", "headcount = 10", True),
        ("headcount < 10", "headcount = 10", False),
        ("headcount >= 10", "", Unknown),
        ("revenue <= 0.7 * revenue_last_year", "revenue = 7, revenue_last_year = 10", True),
        ("revenue <= 0.7 * revenue_last_year", "revenue = 8, revenue_last_year = 10", False),
        ("0.1 * headcount + 0.2 * headcount = 0.3 * headcount", "headcount = 3", True),
        ("headcount - 1 <= 0.5 * insured", "headcount = 6, insured = 10", True),
        ("headcount - 1 <= 0.5 * insured", "headcount = 7, insured = 10", False),
        ("-(headcount - insured) * 2 = 6", "headcount = 1, insured = 4", True),
        ("- headcount * 2 = -6", "headcount = 3", True),
        ("headcount - insured - 1 = 0", "headcount = 5, insured = 4", True),
        ("score * 999999999999999999 > level", "score = 9223372036854775807, level = 1", True),
        ("score + 1 > score", "score = 9223372036854775807", True),
        ("0 * headcount = 0", "", Unknown),
        ("revenue >= 30000 yuan", "revenue = 3000000", True),
        ("revenue >= 0.01 yuan", "revenue = 0", False),
        ("revenue <= 500 * headcount", "revenue = 1000, headcount = 2", True),
    ]);
}

#[test]
fn joins_after_kleene_with_the_precedence_of_sql() {
    check(&[
        ("headcount > 5 AND masks > 5", "headcount = 3", False),
        ("headcount > 5 AND masks > 5", "headcount = 6", Unknown),
        ("headcount > 5 OR masks > 5", "headcount = 6", True),
        ("NOT headcount > 5 AND masks > 5", "headcount = 3, masks = 6", True),
        ("score = 1 OR score = 2 AND level = 9", "score = 1, level = 0", True),
        ("(score = 1 OR score = 2) AND level = 9", "score = 1, level = 0", False),
        ("NOT (score = 1 OR level = 1)", "score = 0", Unknown),
        ("NOT region_tier = 'high'", "", Unknown),
        ("TRUE", "", True),
        ("FALSE OR score = 1", "", Unknown),
        ("not not score = 1", "score = 1", True),
    ]);
}

#[test]
fn knows_lists_ranges_beginnings_and_records() {
    check(&[
        ("region_tier IN ('low', 'medium')", "region_tier = medium", True),
        ("region_tier NOT IN ('low', 'medium')", "region_tier = high", True),
        ("region_tier NOT IN ('low', 'medium')", "", Unknown),
        ("score IN (1, 2.5, -3)", "score = -3", True),
        ("2 * score IN (1, 5)", "score = 2", False),
        ("headcount BETWEEN 5 AND 10", "headcount = 10", True),
        ("headcount NOT BETWEEN 5 AND 10", "headcount = 11", True),
        ("score BETWEEN level AND 10", "score = 11", False),
        ("score BETWEEN level AND 10", "score = 9", Unknown),
        ("industry LIKE 'C13%'", "industry = C1310", True),
        ("industry LIKE 'C13%'", "industry = c1310", False),
        ("industry NOT LIKE 'C13%'", "industry = C14", True),
        ("industry LIKE '餐饮%'", "industry = 餐饮业", True),
        ("headcount IS NULL", "", True),
        ("headcount IS NOT NULL", "", False),
        ("headcount IS NULL", "headcount = 1", False),
        ("street = 'O''Brien'", "street = O'Brien", True),
        ("industry <> street", "industry = a, street = a", False),
    ]);
}

#[test]
fn knows_yes_and_no() {
    check(&[
        ("works_at_height", "works_at_height = true", True),
        ("NOT works_at_height", "works_at_height = true", False),
        ("NOT works_at_height", "", Unknown),
        ("works_at_height = FALSE", "works_at_height = false", True),
        ("works_at_height <> TRUE", "works_at_height = false", True),
        ("works_at_height = dormitory", "works_at_height = true, dormitory = false", False),
        (":strict AND works_at_height", "works_at_height = true", True),
    ]);
}

#[test]
fn reckons_with_days() {
    check(&[
        ("last_case_on + 14 days <= :today", "last_case_on = 2020-03-01", True),
        ("last_case_on + 14 days <= :today", "last_case_on = 2020-03-02", False),
        (":today - last_case_on >= 14", "last_case_on = 2020-03-01", True),
        ("opened_on - last_case_on > 13 days", "last_case_on = 2020-03-01, opened_on = 2020-03-15", True),
        ("opened_on > DATE '2020-02-29' + 1 day", "opened_on = 2020-03-02", True),
        ("opened_on BETWEEN DATE '2020-02-01' AND :since", "opened_on = 2020-02-20", True),
        ("opened_on IN (DATE '2020-02-03', :since)", "opened_on = 2020-02-03", True),
    ]);
}

#[test]
fn parameters_have_the_value_of_the_day() {
    let micro = rule("headcount <= :micro_headcount_max");
    let twelve = facts("headcount = 12");
    let on = |date: &str| micro.evaluate(&twelve, &parameters(), day(date));
    assert_eq!(on("2020-02-29"), False);
    assert_eq!(on("2020-03-15"), True);
    assert_eq!(on("2020-04-01"), Unknown, "the entry has ended");
    assert_eq!(on("2019-01-01"), Unknown, "none was in force yet");
    assert_eq!(micro.parameters(), ["micro_headcount_max"]);
    check(&[
        ("headcount <= :micro-headcount-max", "headcount = 20", True),
        ("headcount <= :rate - 1", "headcount = 3", False),
        (":rate * headcount <= 30", "headcount = 10", True),
        ("headcount * :rate * 2 <= 59", "headcount = 10", False),
        ("region_tier = :home_tier", "region_tier = low", True),
    ]);
}

#[test]
fn names_its_facts_in_order_of_appearance() {
    let rule = rule("masks > 5 AND (headcount > 2 OR masks < 9) AND region_tier = 'low'");
    assert_eq!(rule.facts(), ["masks", "headcount", "region_tier"]);
    assert!(rule.text().starts_with("masks > 5"));
}

#[test]
fn a_value_of_another_kind_counts_as_unknown() {
    check(&[
        ("headcount > 5", "headcount = many", Unknown),
        ("works_at_height", "works_at_height = 1", Unknown),
        ("headcount IS NULL", "headcount = many", True),
    ]);
}

/// Writes each mistake as `code at "words"`.
fn mistakes(text: &str) -> Vec<String> {
    let errors = parse(text).expect_err(text);
    for error in &errors {
        assert!(!error.message.zh.is_empty() && !error.message.en.is_empty());
        assert!(text.get(error.span.clone()).is_some(), "{error:?}");
    }
    errors.iter().map(|error| format!("{} at {:?}", error.code, &text[error.span.clone()])).collect()
}

#[test]
fn points_at_the_very_word() {
    for (text, expected) in [
        ("", "empty at \"\""),
        ("  \n ", "empty at \"  \\n \""),
        ("headcuont >= 10", "unknown-fact at \"headcuont\""),
        ("在岗人数 >= 10", "unknown-fact at \"在岗人数\""),
        ("region_tier = 'lwo'", "unknown-code at \"'lwo'\""),
        ("region_tier IN ('low',\n 'hihg')", "unknown-code at \"'hihg'\""),
        ("headcount <= :micro_max", "unknown-parameter at \":micro_max\""),
        ("headcount > '10'", "type-mismatch at \"headcount > '10'\""),
        ("region_tier = 1", "type-mismatch at \"region_tier = 1\""),
        ("headcount > masks", "type-mismatch at \"headcount > masks\""),
        ("revenue > headcount", "type-mismatch at \"revenue > headcount\""),
        ("opened_on > 14", "type-mismatch at \"opened_on > 14\""),
        ("opened_on + last_case_on > 3", "type-mismatch at \"opened_on + last_case_on\""),
        ("opened_on = '2020-03-03'", "type-mismatch at \"opened_on = '2020-03-03'\""),
        ("works_at_height > 3", "type-mismatch at \"works_at_height > 3\""),
        ("region_tier < 'low'", "no-order at \"region_tier < 'low'\""),
        ("works_at_height < TRUE", "no-order at \"works_at_height < TRUE\""),
        ("headcount", "not-a-condition at \"headcount\""),
        ("headcount > 1 AND 'low'", "not-a-condition at \"'low'\""),
        ("headcount + 'x' > 1", "not-a-number at \"'x'\""),
        ("-industry = 3", "not-a-number at \"industry\""),
        ("1 < headcount < 9", "chained-comparison at \"1 < headcount < 9\""),
        ("(headcount > 1) = TRUE", "chained-comparison at \"headcount > 1) = TRUE\""),
        ("headcount = NULL", "null-compared at \"headcount = NULL\""),
        ("headcount IN (1, NULL)", "null-compared at \"NULL\""),
        ("score + 1 IS NULL", "null-of-what at \"score + 1\""),
        ("headcount * insured > 1", "not-linear at \"headcount * insured\""),
        ("revenue * revenue > 1", "not-linear at \"revenue * revenue\""),
        ("score * 999999999999 * 999999999999 > 1", "number-too-large at \"score * 999999999999 * 999999999999\""),
        ("score > 9999999999999999999", "bad-number at \"9999999999999999999\""),
        ("score > 0.1234567", "bad-number at \"0.1234567\""),
        ("opened_on > DATE '2020-02-30'", "bad-date at \"DATE '2020-02-30'\""),
        ("opened_on > DATE '2020-2-3'", "bad-date at \"DATE '2020-2-3'\""),
        ("industry LIKE '%13'", "not-a-prefix at \"'%13'\""),
        ("industry LIKE 'C_3%'", "not-a-prefix at \"'C_3%'\""),
        ("industry LIKE '%'", "not-a-prefix at \"'%'\""),
        ("headcount LIKE '1%'", "type-mismatch at \"headcount LIKE '1%'\""),
        ("score IN (1, level)", "not-literal at \"level\""),
        ("score IN (1, 'a')", "type-mismatch at \"score IN (1, 'a'\""),
        ("score IN ((1))", "nested-list at \"(\""),
        ("score == 1", "not-in-language at \"==\""),
        ("score / 2 = 1", "not-in-language at \"/\""),
        ("score = 1 && level = 2", "not-in-language at \"&&\""),
        ("score = 1;", "not-in-language at \";\""),
        ("t.score = 1", "unknown-fact at \"t\" not-in-language at \".\""),
        ("score = ?", "not-in-language at \"?\""),
        ("count(score) > 1", "no-functions at \"count\""),
        ("score = 1 -- one", "comment at \"--\""),
        ("score ＝ 1", "wrong-sign at \"＝\""),
        ("industry = “C”", "wrong-sign at \"“\" wrong-sign at \"”\""),
        ("score = 1\u{200b}", "invisible-character at \"\u{200b}\""),
        ("industry = 'C", "open-quote at \"'C\""),
        ("score > 1 level > 2", "unexpected at \"level\""),
        ("score > AND level > 2", "unexpected at \"AND\""),
        ("score > 1 AND", "unfinished at \"\""),
        ("score > 1 OR ()", "unexpected at \")\""),
        ("(score > 1", "lone-bracket at \"(\""),
        ("score > 1)", "lone-bracket at \")\""),
        ("score = : rate", "stray-colon at \":\" unknown-fact at \"rate\""),
        ("score IS 1", "unexpected at \"1\""),
        ("DATE = 3", "unexpected at \"=\""),
    ] {
        assert_eq!(mistakes(text).join(" "), expected.replace('\u{200b}', "\\u{200b}"), "{text}");
    }
}

#[test]
fn tells_all_mistakes_at_once_in_order_of_place() {
    assert_eq!(
        mistakes("headcuont > 1 AND region_tier = 'lwo' AND masks > 'a' OR :nothing = 1"),
        [
            "unknown-fact at \"headcuont\"",
            "unknown-code at \"'lwo'\"",
            "type-mismatch at \"masks > 'a'\"",
            "unknown-parameter at \":nothing\"",
        ]
    );
    assert_eq!(
        mistakes("headcuont > 1 AND CASE WHEN score == 1 THEN (TRUE"),
        [
            "unknown-fact at \"headcuont\"",
            "not-in-language at \"CASE\"",
            "not-in-language at \"WHEN\"",
            "not-in-language at \"==\"",
            "not-in-language at \"THEN\"",
            "lone-bracket at \"(\"",
        ]
    );
}

#[test]
fn says_what_to_write_instead() {
    for (text, zh, en) in [
        ("headcuont > 1", "是不是想写 `headcount`？", "did you mean `headcount`?"),
        ("region_tier = 'lwo'", "是不是想写 'low'？", "did you mean 'low'?"),
        ("region_tier = 'purple'", "可用的代码：low、medium、high", "its codes are: low, medium, high"),
        ("headcount > '10'", "数不加引号：10", "write the number without quotes: 10"),
        ("industry = 13", "文字加单引号：'13'", "put text in single quotes: '13'"),
        ("opened_on > '2020-03-03'", "日期写作 DATE '2020-03-03'", "write DATE '2020-03-03'"),
        (
            "headcount <= :micro_headcount_mx",
            "是不是想写 `:micro_headcount_max`？",
            "did you mean `:micro_headcount_max`?",
        ),
        (
            "headcount > masks",
            "单位不同；若确实要比，写作 1 * headcount",
            "the units differ; if that is meant, write 1 * headcount",
        ),
    ] {
        let errors = parse(text).expect_err(text);
        let help = errors[0].help.as_ref().unwrap_or_else(|| panic!("{text}"));
        assert_eq!((help.zh.as_str(), help.en.as_str()), (zh, en), "{text}");
    }
    let errors = parse("headcount > 'ten'").expect_err("text");
    assert_eq!(errors[0].message.zh, "两边类型不同：`headcount` 是以“人”计的数，`'ten'` 是文字");
    assert_eq!(errors[0].message.en, "the two sides differ: `headcount` is a number of people, `'ten'` is text");
}

#[test]
fn a_parameter_must_keep_its_kind() {
    let mut parameters = parameters();
    parameters.0[1].value = rules::Value::from("twenty");
    let errors =
        rules::Rule::parse("headcount <= :micro_headcount_max", &town::catalogue(), &parameters).expect_err("mixed");
    assert_eq!(errors[0].code, "mixed-parameter");
}
