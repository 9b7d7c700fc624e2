//! Rule books with something wrong: all of it told at once, each with file and line, exit 1.

use crate::program::{Ended, Folder, tongtu};

const BOOK: &str = r#"[playbook]
id = "stalls"
name = { zh-CN = "摆摊", en = "Stalls" }
version = "2020.1"
from = 2020-01-01
basis = "通河县城管〔2020〕1号"
"#;

const AGENCIES: &str = r#"[agency.market-supervision]
name = { zh-CN = "市场监督管理局", en = "Market Supervision Bureau" }
level = "county"
"#;

const EVIDENCE: &str = r#"[evidence.promise]
name = { zh-CN = "守约承诺", en = "Promise" }
kind = "commitment"
issuer = ["applicant"]
minutes = 1
basis = "通河县城管〔2020〕1号 二"
"#;

const SERVICE: &str = r#"[service]
id = "open-stall"
name = { zh-CN = "摆摊报备", en = "Open a stall" }
lead = "market-supervision"
for = "enterprise"
mode = "commitment"
basis = "通河县城管〔2020〕1号 一"
statutory_working_days = 1
promised_working_days = 1
silence = "granted"
fee = 0

[[need]]
evidence = "promise"
basis = "通河县城管〔2020〕1号 二"
"#;

/// A sound small book.
fn sound() -> Folder {
    let folder = Folder::new();
    folder.write("playbook.toml", BOOK);
    folder.write("agencies.toml", AGENCIES);
    folder.write("evidence.toml", EVIDENCE);
    folder.write("services/open-stall.toml", SERVICE);
    folder
}

fn lint(folder: &Folder) -> Ended {
    tongtu(&["lint", folder.path(), "--lang", "en"])
}

/// Lint ends with 1 and tells every one of these; in Chinese and as JSON it finds as much.
fn is_told(folder: &Folder, expected: &[&str]) {
    let ended = lint(folder);
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    for words in expected {
        assert!(ended.out.contains(words), "`{words}` is missing:\n{}", ended.out);
    }
    let chinese = tongtu(&["lint", folder.path(), "--lang", "zh-CN"]);
    assert!(chinese.code == 1 && chinese.out.contains("错误"), "{}", chinese.out);
    let json = tongtu(&["lint", folder.path(), "--format", "json"]).json();
    assert!(!json.as_array().expect("a list").is_empty());
    let test = tongtu(&["test", "playbook", folder.path(), "--lang", "en"]);
    assert!(test.code <= 1, "{}{}", test.out, test.err);
}

#[test]
fn the_small_book_is_sound() {
    let ended = lint(&sound());
    assert_eq!(ended.code, 0, "{}", ended.out);
}

#[test]
fn an_unknown_key_is_told_with_the_one_that_was_meant() {
    let folder = sound();
    folder.write("services/open-stall.toml", SERVICE.replace("promised_working_days", "promissed_working_days"));
    is_told(
        &folder,
        &["unknown-key", "promissed_working_days", "services/open-stall.toml:9:1", "promised_working_days"],
    );
}

#[test]
fn a_wrong_type_is_told_with_the_right_one() {
    let folder = sound();
    folder.write("services/open-stall.toml", SERVICE.replace("fee = 0", "fee = \"none\""));
    is_told(&folder, &["wrong-type", "services/open-stall.toml:11:7"]);
}

#[test]
fn unknown_references_are_told_all_at_once() {
    let folder = sound();
    let service =
        SERVICE.replace("\"promise\"", "\"promice\"").replace("lead = \"market-supervision\"", "lead = \"market\"");
    folder.write("services/open-stall.toml", service.replace("fee = 0", "fee = 0\nwhen = \"headcont > 5\""));
    is_told(&folder, &["promice", "`promise`", "`market`", "headcont", "headcount", "3 errors"]);
    is_told(&folder, &["services/open-stall.toml:4:8", "services/open-stall.toml:15:"]);
}

#[test]
fn overlays_that_stand_on_each_other_are_a_ring() {
    let folder = sound();
    for (own, other) in [("990000", "990121"), ("990121", "990000")] {
        let text = format!(
            "[overlay]\nregion = \"{own}\"\nextends = \"{other}\"\nname = {{ zh-CN = \"办法\", en = \"Rules\" }}\n\
             from = 2020-01-01\nuntil = 2020-12-31\nbasis = \"通河县城管〔2020〕2号\"\n"
        );
        folder.write(&format!("overlays/{own}/overlay.toml"), text);
    }
    is_told(&folder, &["overlays/990", "overlay.toml:3:"]);
}

#[test]
fn a_day_that_never_was_is_told_with_its_place() {
    let folder = sound();
    folder.write("playbook.toml", BOOK.replace("2020-01-01", "2020-02-30"));
    is_told(&folder, &["playbook.toml:5:8"]);
    folder.write("playbook.toml", BOOK.replace("2020-01-01", "\"2020-01-01\""));
    is_told(&folder, &["playbook.toml:5:8", "wrong-type"]);
}

#[test]
fn text_that_is_not_utf_8_is_told_with_file_and_line() {
    let folder = sound();
    // 市 in GBK
    folder.write("agencies.toml", b"[agency.market-supervision]\nname = \"\xca\xd0\"\n");
    is_told(&folder, &["agencies.toml", "line 2", "UTF-8"]);
}

#[test]
fn ten_megabytes_of_brackets_are_refused_unread() {
    let folder = sound();
    folder.write("evidence.toml", vec![b'['; 10 * 1024 * 1024]);
    is_told(&folder, &["evidence.toml", "too-big"]);
    assert!(lint(&folder).out.len() < 10_000, "what is wrong is told, not shown whole");
    for open in ["[", "a = [", "a = {b=", "\"", "a.", "[[need]]\n"] {
        folder.write("evidence.toml", open.repeat(900 * 1024 / open.len()));
        is_told(&folder, &["evidence.toml"]);
    }
}

#[test]
fn rules_and_texts_made_to_hurt_are_refused_with_reasons() {
    let folder = sound();
    for rule in ["(".repeat(500), "NOT ".repeat(4_000), "headcount > 1 AND ".repeat(3_000), "1 + ".repeat(9_000)] {
        folder.write("services/open-stall.toml", SERVICE.replace("fee = 0", &format!("fee = 0\nwhen = \"{rule}\"")));
        is_told(&folder, &["services/open-stall.toml:12:"]);
    }
}

#[test]
fn an_empty_folder_is_no_playbook() {
    is_told(&Folder::new(), &["empty-playbook", "playbook.toml"]);
}

#[test]
fn an_example_that_does_not_hold_is_told_with_the_difference() {
    let folder = sound();
    let facts = "```facts\nservice = \"open-stall\"\nas_of = 2020-03-01\n```\n";
    let example = |expected: &str| format!("# Stalls\n\n## One promise\n\n{facts}\n```expect\n{expected}\n```\n");
    folder.write("cases/stalls.md", example("needs = [\"promise\"]"));
    let holds = tongtu(&["test", "playbook", folder.path(), "--lang", "en"]);
    assert_eq!(holds.code, 0, "{}{}", holds.out, holds.err);
    folder.write("cases/stalls.md", example("needs = []"));
    let differs = tongtu(&["test", "playbook", folder.path(), "--lang", "en"]);
    assert_eq!(differs.code, 1);
    for words in ["cases/stalls.md:3", "One promise", "promise", "1 not"] {
        assert!(differs.out.contains(words), "`{words}`: {}", differs.out);
    }
}

/// A sound book with one warning: its service rests on nothing.
fn without_basis() -> Folder {
    let folder = sound();
    folder.write("services/open-stall.toml", SERVICE.replacen("basis = \"通河县城管〔2020〕1号 一\"\n", "", 1));
    folder
}

#[test]
fn findings_go_to_code_scanners_and_to_github() {
    let folder = without_basis();
    let lines = tongtu(&["lint", folder.path(), "--format", "github", "--lang", "en"]);
    assert_eq!(lines.code, 1, "{}", lines.out);
    assert!(lines.out.starts_with("::warning file="), "{}", lines.out);
    assert!(lines.out.contains("services/open-stall.toml,line=") && lines.out.contains("title=no-basis::"));
    assert_eq!(lines.out.lines().count(), 1, "{}", lines.out);
    let log = tongtu(&["lint", folder.path(), "--format", "sarif", "--lang", "zh-CN"]).json();
    assert_eq!(log["version"], "2.1.0");
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"no-basis".into(), &"warning".into()), "{log}");
    let fine = tongtu(&["lint", sound().path(), "--format", "sarif"]);
    assert_eq!((fine.code, &fine.json()["runs"][0]["results"]), (0, &serde_json::json!([])));
}

#[test]
fn a_strict_preset_judges_one_level_graver_and_a_day_can_be_named() {
    let folder = without_basis();
    let strict = tongtu(&["lint", folder.path(), "--preset", "strict", "--lang", "en"]);
    assert!(strict.out.contains("error[no-basis]") && strict.out.contains(" 1 error, 0 warnings"), "{}", strict.out);
    let allow = "\n[[allow]]\nlint = \"no-basis\"\nat = \"services/open-stall.toml#open-stall\"\n\
                 reason = \"r\"\nuntil = 2020-02-29\n";
    folder.write("playbook.toml", format!("{BOOK}{allow}"));
    let on = |day: &str| tongtu(&["lint", folder.path(), "--as-of", day, "--lang", "en"]);
    assert_eq!(on("2020-02-29").code, 0, "{}", on("2020-02-29").out);
    assert!(on("2020-03-01").out.contains("expired-allow"), "{}", on("2020-03-01").out);
    assert_eq!(on("2020-02-30").code, 2);
    assert!(lint(&folder).out.contains("expired-allow"), "without a day it is judged today");
}
