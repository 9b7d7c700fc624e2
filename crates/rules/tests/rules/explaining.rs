//! Reasons as people read them, the facts that would decide, and what must be put right.

use std::collections::BTreeMap;

use civic::text::{Lang, Text};
use rules::{Explanation, Known, Truth, Value};

use crate::town::{TODAY, catalogue, day, facts, parameters, rule};

fn told(text: &str, known: &str) -> Explanation {
    rule(text).explain(&facts(known), &parameters(), day(TODAY), &catalogue())
}

#[track_caller]
fn words(text: &str, zh: &str, en: &str) {
    let root = told(text, "").root;
    assert_eq!((root.words.zh.as_str(), root.words.en.as_str()), (zh, en), "{text}");
}

#[test]
fn says_conditions_as_people_do() {
    words("region_tier <> 'low'", "所在地区风险等级不是「低风险」", "risk tier of the area is not “Low risk”");
    words("'low' = region_tier", "所在地区风险等级是「低风险」", "risk tier of the area is “Low risk”");
    words("region_tier = :home_tier", "所在地区风险等级是「低风险」", "risk tier of the area is “Low risk”");
    words(
        "region_tier IN ('medium', 'high')",
        "所在地区风险等级是「中风险」、「高风险」之一",
        "risk tier of the area is one of “Medium risk”, “High risk”",
    );
    words(
        "region_tier NOT IN ('medium', 'high')",
        "所在地区风险等级不是「中风险」、「高风险」中的任何一个",
        "risk tier of the area is none of “Medium risk”, “High risk”",
    );
    words("NOT region_tier IN ('low')", "所在地区风险等级不是「低风险」", "risk tier of the area is not “Low risk”");
    words("headcount >= 10", "在岗职工人数不少于 10 人", "staff on site is at least 10 people");
    words("NOT headcount > 1", "在岗职工人数不超过 1 人", "staff on site is at most 1 person");
    words("headcount <= :micro_headcount_max", "在岗职工人数不超过 20 人", "staff on site is at most 20 people");
    words(
        "headcount BETWEEN 5 AND 10",
        "在岗职工人数在 5 人至 10 人之间（含两端）",
        "staff on site is between 5 people and 10 people (both included)",
    );
    words("score = 3", "评分等于 3", "score is 3");
    words("revenue >= 30000 yuan", "本年营业收入不少于 30,000 元", "revenue this year is at least 30,000 yuan");
    words(
        "revenue <= 0.7 * revenue_last_year",
        "本年营业收入不超过 0.7 × 上年营业收入",
        "revenue this year is at most 0.7 × revenue last year",
    );
    words(
        "revenue <= 50000 * headcount",
        "本年营业收入不超过 500 元 × 在岗职工人数",
        "revenue this year is at most 500 yuan × staff on site",
    );
    words(
        "headcount - 1 <= 0.5 * insured",
        "在岗职工人数 − 1 人不超过 0.5 × 参保人数",
        "staff on site − 1 person is at most 0.5 × insured staff",
    );
    words("works_at_height", "高处作业：是", "work at height: yes");
    words("NOT works_at_height", "高处作业：否", "work at height: no");
    words("industry LIKE 'C13%'", "所属行业以「C13」开头", "industry starts with “C13”");
    words("headcount IS NULL", "没有登记在岗职工人数", "staff on site is not on record");
    words("headcount IS NOT NULL", "已登记在岗职工人数", "staff on site is on record");
    words("opened_on < DATE '2020-02-10'", "开工日早于 2020-02-10", "opening day is before 2020-02-10");
    words(
        "last_case_on + 14 days <= :today",
        "最近病例报告日 + 14 天不晚于判断当日（2020-03-15）",
        "day of the latest case + 14 days is no later than the day of judging (2020-03-15)",
    );
    words(
        ":today - last_case_on >= 14",
        "判断当日（2020-03-15） − 最近病例报告日不少于 14 天",
        "the day of judging (2020-03-15) − day of the latest case is at least 14 days",
    );
}

#[test]
fn shows_the_tree_with_what_was_met() {
    let rule = rule(
        "region_tier <> 'low' AND (headcount <= :micro_headcount_max OR masks >= 2 * headcount) AND NOT (dormitory AND works_at_height)",
    );
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    known.insert(
        "region_tier".to_owned(),
        Known {
            value: Value::from("medium"),
            source: Some(Text::new("风险等级登记", "tier register")),
            as_of: Some(day("2020-03-10")),
        },
    );
    known.insert("headcount".to_owned(), Value::Int(38).into());
    known.insert("dormitory".to_owned(), Value::Bool(false).into());
    let told = rule.explain(&known, &parameters(), day(TODAY), &catalogue());
    assert_eq!(told.verdict, Truth::Unknown);
    insta::assert_snapshot!(told.in_words(Lang::Zh), @r"
    ? 以下各项全部满足
      ✓ 所在地区风险等级不是「低风险」（现为「中风险」，来源：风险等级登记，截至 2020-03-10）
      ? 以下至少满足一项
        ✗ 在岗职工人数不超过 20 人（现为 38 人；参数 micro_headcount_max，依据：试发〔2020〕19 号）
        ? 口罩库存不少于 2 × 在岗职工人数（口罩库存尚不清楚；在岗职工人数现为 38 人）
      ✓ 以下情形不成立
        ✗ 以下各项全部满足
          ✗ 有集体宿舍：是（现为否）
          ? 高处作业：是（尚不清楚）
    ");
    insta::assert_snapshot!(told.in_words(Lang::En), @r"
    ? all of the following hold
      ✓ risk tier of the area is not “Low risk” (it is “Medium risk”, source: tier register, as of 2020-03-10)
      ? at least one of the following holds
        ✗ staff on site is at most 20 people (it is 38 people; parameter micro_headcount_max, basis: 试发〔2020〕19 号)
        ? masks in stock is at least 2 × staff on site (masks in stock is not known yet; staff on site is 38 people)
      ✓ the following does not hold
        ✗ all of the following hold
          ✗ has a dormitory: yes (it is no)
          ? work at height: yes (not known yet)
    ");
    assert_eq!(told.missing(), ["masks"]);
    assert_eq!(told.root.children[0].fact.as_deref(), Some("region_tier"));
    assert_eq!(told.root.children[0].met, known.get("region_tier").cloned());
}

#[test]
fn names_only_facts_that_would_decide() {
    for (text, known, expected) in [
        ("score = 1 AND level = 1", "", "score level"),
        ("score = 1 AND level = 1", "score = 1", "level"),
        ("score = 1 AND level = 1", "score = 2", ""),
        ("score = 1 OR level = 1", "score = 1", ""),
        ("(score = 1 AND level = 1) OR masks = 1", "score = 2", "masks"),
        ("NOT (score = 1 OR level = 1)", "score = 0", "level"),
        // the second is true whenever the first is: masks never matter
        ("score > 5 AND (score > 3 OR masks = 1)", "", "score"),
        ("score > 5 OR (score > 7 AND masks = 1)", "", "score"),
        ("score > 5 AND (score > 7 OR masks = 1)", "", "score masks"),
        ("region_tier = 'low' OR region_tier = 'medium' AND score = 1", "", "region_tier score"),
        ("region_tier = 'low' AND (region_tier <> 'high' OR score = 1)", "", "region_tier"),
        ("industry LIKE 'C1%' AND (industry LIKE 'C%' OR score = 1)", "", "industry"),
        ("works_at_height AND (works_at_height OR score = 1)", "", "works_at_height"),
        ("revenue > 0.5 * revenue_last_year", "revenue = 3", "revenue_last_year"),
        ("headcount >= 0 OR score = 1", "", "headcount score"),
        ("opened_on > DATE '2020-03-01' AND (opened_on > DATE '2020-02-01' OR score = 1)", "", "opened_on"),
        // learning that something is on record decides too
        ("headcount IS NULL AND score = 1", "", "headcount score"),
        ("headcount IS NULL OR score = 1", "", ""),
    ] {
        assert_eq!(told(text, known).missing().join(" "), expected, "{text} over {known}");
    }
}

#[test]
fn tells_everything_to_put_right_at_once() {
    for (text, known, expected) in [
        (
            "score = 1 AND level = 1 AND masks = 1",
            "score = 2, level = 1, masks = 3",
            "score is 1; masks in stock is 1 mask",
        ),
        ("(score = 1 AND level = 1) OR masks = 1", "score = 2, level = 2, masks = 3", "masks in stock is 1 mask"),
        ("(score = 1 AND level = 1) OR masks = 1", "score = 2, level = 1, masks = 3", "score is 1"),
        ("NOT (score = 1 AND level = 1)", "score = 1, level = 1", "score is 1"),
        ("NOT (score = 1 OR level = 1)", "score = 1, level = 1", "score is 1; level is 1"),
        ("score = 1 AND level = 1", "score = 2", "score is 1"),
        ("score = 1", "score = 1", ""),
        ("score = 1 AND FALSE", "score = 1", ""),
    ] {
        let told = told(text, known);
        let failing: Vec<&str> = told.failing().iter().map(|node| node.words.en.as_str()).collect();
        assert_eq!(failing.join("; "), expected, "{text} over {known}");
    }
}

#[test]
fn an_explanation_can_be_stored() {
    let told = told("headcount <= :micro_headcount_max", "headcount = 8");
    let stored = serde_json::to_value(&told).expect("plain data");
    assert_eq!(stored["verdict"], "true");
    assert_eq!(stored["root"]["met"]["value"], 8);
    let used = &stored["root"]["kind"]["condition"]["parameters"][0];
    assert_eq!(used["value"], 20);
    assert_eq!(used["from"], "2020-03-01");
}
