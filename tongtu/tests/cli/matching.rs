//! `tongtu match`: verdicts, amounts and reasons of a table; hostile tables are refused or counted as unknown.

use std::fs;

use crate::program::{Ended, playbooks, tongtu};

const POLICIES: &str = r#"
[policy.stable-jobs]
when = "headcount <= 300 AND NOT credit = 'D'"
amount = "min(500 yuan * headcount, 100000 yuan)"
[policy.rent]
when = "rented AND founded < DATE '2020-01-01'"
"#;

const DATA: &str = "\u{feff}code,headcount,credit,rented,founded\n\
a1,12,A,true,2018-03-01\n\
a2,,B,false,2019-01-01\n\
a3,40,,true,2021-05-05\n\
a4,9000,A,,2001-01-01\n\
a5,300,D,true,1999-12-31\n";

/// The program over these policies and this table.
fn matched(name: &str, policies: &str, data: &[u8], more: &[&str]) -> Ended {
    let folder = std::env::temp_dir().join(format!("tongtu-match-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let (rules, table) = (folder.join("policies.toml"), folder.join("data.csv"));
    fs::write(&rules, policies).expect("written");
    fs::write(&table, data).expect("written");
    let fixed = [
        "match",
        rules.to_str().expect("UTF-8"),
        table.to_str().expect("UTF-8"),
        "--lang",
        "en",
        "--as-of",
        "2020-03-15",
    ];
    let ended = tongtu(&[&fixed[..], more].concat());
    fs::remove_dir_all(&folder).expect("removed");
    ended
}

#[test]
fn every_enterprise_is_judged_and_unknown_is_neither_yes_nor_no() {
    let found =
        matched("totals", POLICIES, DATA.as_bytes(), &["--format", "json", "--missing", "--threads", "2"]).json();
    assert_eq!(found["enterprises"], 5);
    let policies = found["policies"].as_array().expect("a list");
    let jobs = policies.iter().find(|one| one["id"] == "stable-jobs").expect("there");
    assert_eq!((&jobs["eligible"], &jobs["not_eligible"], &jobs["unknown"]), (&1.into(), &2.into(), &2.into()));
    assert_eq!(jobs["amount"]["fen"], "600000");
    assert_eq!(jobs["missing"][0]["facts"][0], "credit");
    assert_eq!(jobs["missing"][1]["facts"][0], "headcount");
    let rent = policies.iter().find(|one| one["id"] == "rent").expect("there");
    assert_eq!((&rent["eligible"], &rent["not_eligible"], &rent["unknown"]), (&2.into(), &2.into(), &1.into()));
}

#[test]
fn one_enterprise_is_told_why_with_the_arithmetic_or_what_is_missing() {
    let entitled = matched("why", POLICIES, DATA.as_bytes(), &["--explain", "a1", "stable-jobs"]);
    assert!(entitled.out.starts_with("eligible\n") && entitled.out.contains("6,000.00 yuan"), "{}", entitled.out);
    let open = matched("open", POLICIES, DATA.as_bytes(), &["--explain", "a3", "stable-jobs"]);
    assert!(open.out.starts_with("facts are missing\n") && open.out.ends_with("decide it: credit\n"), "{}", open.out);
    let nobody = matched("nobody", POLICIES, DATA.as_bytes(), &["--explain", "zz", "rent"]);
    assert_eq!(nobody.code, 2);
    let twice = format!("{DATA}a1,1,A,true,2018-01-01\n");
    let twice = matched("twice", POLICIES, twice.as_bytes(), &["--explain", "a1", "rent"]);
    assert!(twice.code == 2 && twice.err.contains("2 lines have this key"), "{}", twice.err);
}

#[test]
fn mistakes_in_policies_are_told_all_at_once() {
    let wrong = "[policy.a]\nwhen = \"headcuont > 3 AND credit > 5\"\n[policy.b]\nwhen = \"headcount > 3\"\namount = \"headcount\"\n";
    let ended = matched("wrong", wrong, DATA.as_bytes(), &[]);
    assert_eq!(ended.code, 1);
    for part in ["policy a", "did you mean `headcount`", "policy b", "an amount of money belongs here"] {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }
    assert_eq!(matched("none", "a = 1", DATA.as_bytes(), &[]).code, 2);
}

#[test]
fn hostile_tables_are_refused_with_the_line_or_their_cells_count_as_unknown() {
    let few = "[policy.a]\nwhen = \"NOT (headcount = 3)\"\n";
    let refused = |name: &str, data: &[u8], told: &str| {
        let ended = matched(name, few, data, &[]);
        assert!(ended.code == 2 && ended.err.contains(told), "{name}: {} {}", ended.code, ended.err);
    };
    refused("ragged", b"code,headcount\na,3\nb,3,4\n", "line 3 has 3 cells, the heading has 2");
    refused("names", b"headcount,headcount\n3,4\n", "two columns are called");
    refused("bare", b"code,,headcount\n1,2,3\n", "a column without a name");
    refused("empty", b"", "the file has no content");
    // a text among numbers makes the column text, and the rule is told so
    let lies = matched("lies", few, b"code,headcount\na,3\nb,lots\nc,1e309\n", &[]);
    assert!(lies.code == 1 && lies.err.contains("the two sides differ"), "{}", lies.err);
    let large = matched("large", few, b"code,headcount\na,9223372036854775808\nb,3\n", &[]);
    assert_eq!(large.code, 1, "{}", large.err);
    let formula = "[policy.a]\nwhen = \"name = '=cmd()'\"\n";
    let formula = matched("formula", formula, b"code,name\na,=cmd()\nb,@x\n", &["--format", "json"]).json();
    assert_eq!(formula["policies"][0]["eligible"], 1, "a formula is text, never reckoned");
    // GB 18030, as the office's spreadsheet program writes it: 名称 / 企业
    let office = b"code,name\na,\xc6\xf3\xd2\xb5\n";
    let office = matched("office", "[policy.a]\nwhen = \"name = '企业'\"\n", office, &["--format", "json"]).json();
    assert_eq!(office["policies"][0]["eligible"], 1);
}

#[test]
fn the_policies_of_a_playbook_use_the_kinds_its_facts_have() {
    let folder = std::env::temp_dir().join(format!("tongtu-match-{}-book", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let (table, matrix) = (folder.join("data.csv"), folder.join("matrix.csv"));
    fs::write(&table, "uscc,size-class,insured-headcount\nx,micro,3\ny,enormous,0\nz,,many\n").expect("written");
    let book = playbooks().join("epidemic");
    let text = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    let (book, table, file) = (text(&book), text(&table), text(&matrix));
    let ended = tongtu(&["match", &book, &table, "--matrix", &file, "--format", "json", "--as-of", "2020-03-15"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let strange: Vec<_> =
        ended.json()["columns"].as_array().expect("a list").iter().map(|one| one["strange"].clone()).collect();
    assert_eq!(strange, [0, 1, 1], "a code that is on no list and a word for a number are unknown");
    let rows = fs::read_to_string(&matrix).expect("the matrix");
    fs::remove_dir_all(&folder).expect("removed");
    let lines: Vec<&str> = rows.lines().collect();
    assert_eq!(lines[0], "uscc,housing-fund-deferral,loan-deferral,medical-halved,pension-exemption,pension-halved");
    assert_eq!(lines[1], "x,yes,yes,yes,yes,no");
    assert_eq!(lines[2], "y,no,unknown,no,unknown,unknown");
    assert_eq!(lines[3], "z,unknown,unknown,unknown,unknown,unknown");
}
