//! What blocks services: told where it is, for whom, and with the ways out; and nothing else.

use playbook::explain::{Rank, ways_out};
use playbook::graph::{Papers, Thing};
use playbook::{Files, Playbook, lints, render};

use crate::small::{files, reading, sound};

const AGENCY: &str = "[agency.office]\nname = { zh-CN = \"办公室\", en = \"Office\" }\nlevel = \"county\"\n";

const FACTS: &str = "[fact.tier]\ntype = \"code\"\nname = { zh-CN = \"等级\", en = \"Tier\" }\nregister = \"r\"\n\
    values = [{ code = \"low\", name = { zh-CN = \"低\", en = \"Low\" } },\n\
    { code = \"high\", name = { zh-CN = \"高\", en = \"High\" } }]\n\
    [fact.canteen]\ntype = \"boolean\"\nname = { zh-CN = \"食堂\", en = \"Canteen\" }\nregister = \"r\"\n\
    [fact.staff]\ntype = \"integer\"\nname = { zh-CN = \"人数\", en = \"Staff\" }\nregister = \"r\"\n";

/// A playbook of services, each `name: need; need | head`, where a service X issues the paper `of-X`.
/// A need is an inline table without its brackets; papers named `form-…` are the applicant's own,
/// those named `gone-…` nobody's.
fn book(services: &[(&str, &str, &[&str])]) -> Files {
    let mut all = files(&[("agencies.toml", AGENCY), ("facts.toml", FACTS)]);
    all.retain(|path, _| !path.starts_with("services/"));
    let mut evidence = String::new();
    let paper = |id: &str, issuer: &str| {
        format!("[evidence.{id}]\nname = {{ zh-CN = \"{id}\", en = \"{id}\" }}\nkind = \"form\"\nissuer = [{issuer}]\n")
    };
    for own in ["form-a", "form-b"] {
        evidence.push_str(&paper(own, "\"applicant\""));
    }
    evidence.push_str(&paper("gone-a", ""));
    evidence.push_str(&format!("{}abolished_by = \"n\"\n", paper("gone-b", "\"agency:office\"")));
    for (id, head, needs) in services {
        evidence.push_str(&paper(&format!("of-{id}"), &format!("\"service:{id}\"")));
        let mut text = format!(
            "[service]\nid = \"{id}\"\nname = {{ zh-CN = \"{id}\", en = \"{id}\" }}\nlead = \"office\"\nfor = \"person\"\n\
             mode = \"review\"\nyields = [\"of-{id}\"]\nbasis = \"b\"\nstatutory_working_days = 1\n\
             promised_working_days = 1\nsilence = \"none\"\nrecourse = {{ zh-CN = \"府\", en = \"o\" }}\n{head}\n"
        );
        for need in *needs {
            text.push_str(&format!("[[need]]\nbasis = \"b\"\n{need}\n"));
        }
        all.insert(format!("services/{id}.toml"), text.into_bytes());
    }
    all.insert("evidence.toml".into(), evidence.into_bytes());
    all
}

const BLOCKED: [&str; 7] = [
    "fragile-escape",
    "missing-issuer",
    "mutual-prerequisite",
    "orphaned-demand",
    "profile-deadlock",
    "supply-lock",
    "too-few-alternatives",
];

/// Code and English message of the findings about blocked services.
fn found(services: &[(&str, &str, &[&str])]) -> Vec<String> {
    let playbook = sound(&book(services));
    let found = lints::run(&playbook).into_iter().filter(|finding| BLOCKED.contains(&&*finding.code));
    found.map(|finding| format!("{}: {}", finding.code, finding.message.en)).collect()
}

#[test]
fn a_circle_with_a_way_out_blocks_nobody() {
    let told = found(&[("a", "", &["any = [\"of-b\", \"form-a\", \"form-b\"]"]), ("b", "", &["evidence = \"of-a\""])]);
    assert_eq!(told, [] as [&str; 0]);
}

#[test]
fn one_alternative_that_keeps_a_circle_open_is_a_hint() {
    let told = found(&[("a", "", &["any = [\"of-b\", \"form-a\"]"]), ("b", "", &["evidence = \"of-a\""])]);
    assert_eq!(told, ["fragile-escape: only \"form-a\" keeps \"a\" within reach: \"of-b\" needs it first"]);
}

#[test]
fn two_circles_are_two_findings_and_what_waits_for_them_is_none() {
    let told = found(&[
        ("a", "", &["evidence = \"of-b\""]),
        ("b", "", &["evidence = \"of-a\""]),
        ("c", "", &["evidence = \"of-a\"", "evidence = \"of-d\""]),
        ("d", "", &["evidence = \"of-e\""]),
        ("e", "", &["evidence = \"of-d\""]),
    ]);
    let wait = |who| format!("mutual-prerequisite: {who} wait for each other: none can be had");
    assert_eq!(told, [wait("\"a\", \"b\""), wait("\"d\", \"e\"")]);
}

#[test]
fn a_circle_behind_another_is_found_as_well() {
    let told = found(&[
        ("a", "", &["evidence = \"of-b\""]),
        ("b", "", &["evidence = \"of-a\""]),
        ("d", "", &["evidence = \"of-e\"", "evidence = \"of-a\""]),
        ("e", "", &["evidence = \"of-d\""]),
    ]);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn a_circle_for_some_names_the_fewest_circumstances() {
    let told = found(&[
        ("a", "when = \"canteen OR tier = 'high'\"", &["evidence = \"of-b\"\nwhen = \"tier = 'high' AND canteen\""]),
        ("b", "", &["evidence = \"of-a\"\nwhen = \"tier <> 'low' OR staff > 10\""]),
    ]);
    let expected = "profile-deadlock: for people where Canteen is yes and Tier is \"High\": \"a\", \"b\" wait for each other: none can be had";
    assert_eq!(told, [expected]);
}

#[test]
fn conditions_that_never_meet_or_cannot_be_decided_close_no_circle() {
    let never = found(&[
        ("a", "", &["evidence = \"of-b\"\nwhen = \"tier = 'high'\""]),
        ("b", "", &["evidence = \"of-a\"\nwhen = \"tier = 'low'\""]),
    ]);
    assert_eq!(never, [] as [&str; 0]);
    let reckoned =
        found(&[("a", "", &["evidence = \"of-b\"\nwhen = \"staff + 1 >= 10\""]), ("b", "", &["evidence = \"of-a\""])]);
    assert_eq!(reckoned, [] as [&str; 0]);
    let on_record =
        found(&[("a", "", &["evidence = \"of-b\"\nwhen = \"staff IS NULL\""]), ("b", "", &["evidence = \"of-a\""])]);
    assert_eq!(on_record, [] as [&str; 0]);
    let others = found(&[
        ("a", "when = \"tier = 'high'\"", &["evidence = \"of-b\""]),
        ("b", "when = \"tier = 'low'\"", &["evidence = \"of-a\""]),
    ]);
    assert_eq!(others, [] as [&str; 0], "nobody must ask for both");
}

#[test]
fn what_nobody_issues_is_told_once_at_its_demand() {
    let told = found(&[
        ("a", "", &["evidence = \"gone-a\"", "evidence = \"of-b\""]),
        ("b", "", &["any = [\"gone-b\", \"gone-a\"]", "at_least = 2\nof = [\"gone-a\", \"form-a\"]"]),
        ("c", "", &["any = [\"gone-b\", \"form-a\"]", "evidence = \"of-a\""]),
    ]);
    assert_eq!(
        told,
        [
            "missing-issuer: \"a\" demands \"gone-a\", which nobody issues",
            "orphaned-demand: \"b\" still demands \"gone-a, gone-b\", which may no longer be issued",
            "too-few-alternatives: \"b\" demands 2 of 2 papers, but only 1 can be had: nobody issues \"gone-a\"",
        ]
    );
}

fn ranks(playbook: &Playbook) -> Vec<(Rank, usize)> {
    let papers = Papers::of(playbook);
    let circle = papers.circles().last().expect("there is one");
    let ways = ways_out(&papers, &papers.demands_in(circle), &circle.beside);
    ways.iter().map(|way| (way.rank, way.frees.len())).collect()
}

#[test]
fn ways_out_are_ranked_and_each_frees_the_whole_circle() {
    let mut all = book(&[
        ("a", "", &["evidence = \"of-b\""]),
        ("b", "", &["evidence = \"of-c\""]),
        ("c", "", &["evidence = \"of-a\""]),
    ]);
    let text = |all: &Files, path: &str| String::from_utf8(all[path].clone()).expect("text");
    // the demand of b rests on nothing, and what c issues is a filing that a promise can replace
    let b = text(&all, "services/b.toml").replace("[[need]]\nbasis = \"b\"\n", "[[need]]\n");
    all.insert("services/b.toml".into(), b.into_bytes());
    let a = text(&all, "services/b.toml").replace("mode = \"review\"", "mode = \"filing\"");
    all.insert("services/b.toml".into(), a.into_bytes());
    let overlay = "[overlay]\nregion = \"990121\"\nname = { zh-CN = \"县\", en = \"County\" }\nfrom = 2020-03-03\n\
                   basis = \"b\"\n";
    all.insert("overlays/990121/overlay.toml".into(), overlay.into());
    assert_eq!(ranks(&sound(&all)), [(Rank::NoBasis, 3), (Rank::Commitment, 3), (Rank::Law, 3)]);
}

#[test]
fn every_clause_of_a_core_is_needed() {
    let playbook = sound(&book(&[
        ("a", "", &["evidence = \"of-b\"", "evidence = \"of-c\"", "any = [\"of-b\", \"of-c\"]"]),
        ("b", "", &["any = [\"of-a\", \"of-c\"]"]),
        ("c", "", &["at_least = 2\nof = [\"of-a\", \"of-b\", \"form-a\"]"]),
    ]));
    let papers = Papers::of(&playbook);
    let circles = papers.circles();
    assert!(!circles.is_empty());
    for circle in circles {
        for node in &circle.nodes {
            let given: Vec<_> = papers.nodes().filter(|other| other == node || !circle.nodes.contains(other)).collect();
            let can = papers.obtainable(&given);
            assert!(circle.nodes.iter().all(|node| can.has(*node)), "{:?}", papers.thing(*node));
            assert!(!matches!(papers.thing(*node), Thing::Evidence(paper) if paper.id.starts_with("form")));
        }
    }
}

#[test]
fn a_blocked_service_is_explained_down_to_its_clauses_and_shared_causes_once() {
    let playbook = sound(&book(&[
        ("a", "", &["any = [\"of-b\", \"of-c\"]"]),
        ("b", "", &["evidence = \"of-d\""]),
        ("c", "", &["evidence = \"of-d\""]),
        ("d", "", &["evidence = \"of-a\""]),
    ]));
    let found = lints::run(&playbook);
    let found = found.iter().find(|finding| finding.code == "mutual-prerequisite").expect("it is found");
    insta::assert_snapshot!(found.help[0].en, @r#"
    [1] because "a" demands one of "of-b", "of-c" (services/a.toml:14, basis "b")
      because "of-b" comes only from "b" (evidence.toml:22)
      and "b" demands "of-d" (services/b.toml:14, basis "b")
      [2] and "of-d" comes only from "d" (evidence.toml:30)
      and "d" demands "of-a" (services/d.toml:14, basis "b")
      and "of-a" comes only from "a" (evidence.toml:18)
      therefore it comes back to [1]: "a"
      because "of-c" comes only from "c" (evidence.toml:26)
      and "c" demands "of-d" (services/c.toml:14, basis "b")
      and "of-d" is told at [2]
    therefore "a" cannot be had
    "#);
    insta::assert_snapshot!(found.help[0].zh, @r#"
    [1] 因为“a”要求“of-b”、“of-c”中的 1 份（services/a.toml:14，依据“b”）
      因为“of-b”只由“b”出具（evidence.toml:22）
      而“b”要求“of-d”（services/b.toml:14，依据“b”）
      [2] 而“of-d”只由“d”出具（evidence.toml:30）
      而“d”要求“of-a”（services/d.toml:14，依据“b”）
      而“of-a”只由“a”出具（evidence.toml:18）
      所以又回到 [1]：“a”
      因为“of-c”只由“c”出具（evidence.toml:26）
      而“c”要求“of-d”（services/c.toml:14，依据“b”）
      而“of-d”见 [2]
    所以“a”办不成
    "#);
    insta::assert_snapshot!(found.help[1].zh, @r#"
    办法，从易到难：
    1. 修改要求“of-b”、“of-c”的规定（services/a.toml:14，依据“b”）：它是审批或核查的结果，不能以承诺代替；办通：“a”、“b”、“c”、“d”
    2. 修改要求“of-d”的规定（services/b.toml:14，依据“b”）：它是审批或核查的结果，不能以承诺代替；办通：“a”、“b”、“c”、“d”
    3. 修改要求“of-d”的规定（services/c.toml:14，依据“b”）：它是审批或核查的结果，不能以承诺代替；办通：“a”、“b”、“c”、“d”
    4. 修改要求“of-a”的规定（services/d.toml:14，依据“b”）：它是审批或核查的结果，不能以承诺代替；办通：“a”、“b”、“c”、“d”
    "#);
}

#[test]
fn annotation_lines_and_sarif_name_file_and_place() {
    let all = book(&[("a", "", &["evidence = \"of-b\""]), ("b", "", &["evidence = \"of-a\""])]);
    let (playbook, reading) = (sound(&all), reading(&all));
    let found = lints::run(&playbook);
    let lines = render::github(&found, &reading.sources, "books/50%, all", civic::text::Lang::En);
    let line = lines.lines().find(|line| line.contains("mutual")).expect("it is told");
    let head = "::error file=books/50%25%2C all/services/a.toml,line=16,endLine=16,col=12,endColumn=18,\
                title=mutual-prerequisite::\"a\", \"b\" wait for each other: none can be had%0A[1] because";
    assert!(line.starts_with(head), "{line}");
    let log = render::sarif(&found, &reading.sources, "我的 书", "1.0", civic::text::Lang::Zh);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let result = results.iter().find(|result| result["ruleId"] == "mutual-prerequisite").expect("it is there");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%E6%88%91%E7%9A%84%20%E4%B9%A6/services/a.toml");
    assert_eq!(place["region"]["startLine"], 16);
    assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(3));
    let rule = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "mutual-prerequisite");
    assert_eq!(run["language"], "zh-CN");
}

/// Findings of profile-deadlock where a demands b's paper under a condition and b demands a's.
fn blocked_when(condition: &str, more: &[(&str, &str)]) -> Vec<String> {
    let condition = format!("evidence = \"of-b\"\nwhen = \"{condition}\"");
    let mut all = book(&[("a", "", &[&condition]), ("b", "", &["evidence = \"of-a\""])]);
    for (path, text) in more {
        let file = all.entry((*path).to_owned()).or_default();
        file.extend(text.as_bytes());
    }
    let facts = "[fact.assets]\ntype = \"money\"\nname = { zh-CN = \"资产\", en = \"Assets\" }\nregister = \"r\"\n\
        [fact.since]\ntype = \"date\"\nname = { zh-CN = \"成立日\", en = \"Founded\" }\nregister = \"r\"\n\
        [fact.area]\ntype = \"code\"\nname = { zh-CN = \"地区\", en = \"Area\" }\nregister = \"r\"\n\
        values = [{ code = \"l\", name = { zh-CN = \"低\", en = \"Low\" } },\n\
        { code = \"m\", name = { zh-CN = \"中\", en = \"Medium\" } },\n\
        { code = \"h\", name = { zh-CN = \"高\", en = \"High\" } }]\n";
    all.entry("facts.toml".to_owned()).or_default().extend(facts.as_bytes());
    let found = lints::run(&sound(&all)).into_iter().filter(|finding| finding.code == "profile-deadlock");
    found.map(|finding| finding.message.en.replace(": \"a\", \"b\" wait for each other: none can be had", "")).collect()
}

#[test]
fn numbers_amounts_and_days_are_cut_where_rules_compare_them() {
    for (condition, whom) in [
        ("staff < 10 AND area = 'm'", "for people where Area is \"Medium\" and Staff is under 10"),
        ("staff BETWEEN 5 AND 9", "for people where Staff is 5 to 9"),
        ("staff IN (3, 4, 5) OR staff > 4", "for people where Staff is 3 or more"),
        ("staff = 7", "for people where Staff is 7"),
        ("area <> 'l'", "for people where Area is \"Medium\" or \"High\""),
        ("assets >= 30000 yuan", "for people where Assets is 30,000.00 yuan or more"),
        ("since < DATE '2020-01-02'", "for people where Founded is 2020-01-01 or earlier"),
        ("NOT (staff >= 10 OR canteen)", "for people where Canteen is no and Staff is under 10"),
    ] {
        assert_eq!(blocked_when(condition, &[]), [whom], "{condition}");
    }
    assert_eq!(blocked_when("staff < 3 AND staff > 8", &[]), [] as [&str; 0]);
}

#[test]
fn a_circle_that_a_later_value_of_a_parameter_closes_says_from_when() {
    let parameter = |value: u32, from: &str| {
        format!("[[parameter]]\nname = \"least\"\nvalue = {value}\nfrom = {from}\nbasis = \"b\"\n")
    };
    let both = [parameter(0, "2020-03-03"), parameter(5, "2020-04-01")].concat();
    let told = blocked_when("staff < :least AND staff >= 0", &[("playbook.toml", &both)]);
    assert_eq!(told, ["from 2020-04-01 on, for people where Staff is 0 to 4"]);
}

#[test]
fn two_circles_through_one_service_are_both_told() {
    let told = found(&[
        ("a", "", &["evidence = \"of-b\"", "evidence = \"of-c\""]),
        ("b", "", &["evidence = \"of-a\""]),
        ("c", "", &["evidence = \"of-a\""]),
    ]);
    let wait = |who| format!("mutual-prerequisite: {who} wait for each other: none can be had");
    assert_eq!(told, [wait("\"a\", \"b\""), wait("\"a\", \"c\"")]);
}

#[test]
fn under_conditions_that_exclude_each_other_the_circle_that_closes_is_found() {
    let told = found(&[
        ("a", "", &["evidence = \"of-b\"\nwhen = \"tier = 'high'\"", "evidence = \"of-c\"\nwhen = \"tier = 'low'\""]),
        ("b", "", &["evidence = \"of-a\"\nwhen = \"tier = 'low'\""]),
        ("c", "", &["evidence = \"of-a\"\nwhen = \"tier = 'low'\""]),
    ]);
    assert_eq!(
        told,
        ["profile-deadlock: for people where Tier is \"Low\": \"a\", \"c\" wait for each other: none can be had"]
    );
}

#[test]
fn a_commitment_is_advised_where_an_office_demands_and_not_where_a_law_does() {
    let advice = |basis: &str| {
        let mut all = book(&[("a", "", &["evidence = \"of-b\""]), ("b", "", &["evidence = \"gone-b\""])]);
        let b = String::from_utf8(all["services/b.toml"].clone()).expect("text");
        let b = b
            .replace("[[need]]\nbasis = \"b\"", &format!("[[need]]\nbasis = \"{basis}\""))
            .replace("recourse", "yearly = 1200\nyearly_basis = \"2019 report\"\nrecourse");
        all.insert("services/b.toml".into(), b.into_bytes());
        let found = lints::run(&sound(&all));
        let found = found.into_iter().find(|finding| finding.code == "orphaned-demand").expect("it is found");
        (found.ways[0].rank, found.help.last().expect("ways out").en.clone())
    };
    let (rank, words) = advice("某市通知");
    assert_eq!(rank, "commitment");
    assert!(words.contains("Office demands it, and no law does"), "{words}");
    assert!(words.contains("frees \"a\", \"b\" (1200 applications a year according to \"2019 report\";"), "{words}");
    let (rank, words) = advice("公证法 第二十八条");
    assert_eq!(rank, "law");
    assert!(words.contains("the law demands it (《公证法》)"), "{words}");
    let (rank, words) = advice("某市消防通知");
    assert_eq!(rank, "law");
    assert!(words.contains("public safety"), "{words}");
}

#[test]
fn a_yearly_figure_and_its_source_go_together() {
    for alone in ["yearly = 3", "yearly_basis = \"b\""] {
        let found = reading(&book(&[("a", alone, &[])])).diagnostics;
        assert_eq!(found.iter().map(|f| &*f.code).collect::<Vec<_>>(), ["missing-key"], "{alone}");
    }
}
