//! `tongtu slim` and `tongtu plan` on a small rule book: figures, patch, writing, both languages, exit codes.

use crate::program::{Folder, tongtu};

const SERVICE: &str = r#"[service]
id = "open-stall"
name = { zh-CN = "摆摊报备", en = "Open a stall" }
lead = "market-supervision"
for = "enterprise"
mode = "filing"
basis = "通河县城管〔2020〕1号 一"
statutory_working_days = 3
promised_working_days = 3
silence = "granted"

# what a stall promises
[[need]]
evidence = "promise"
basis = "通河县城管〔2020〕1号 二"

# and once more, for the street office
[[need]]
id = "promise-again"
evidence = "promise"
basis = "通河县城管〔2020〕1号 三"

[[need]]
any = ["permit", "lease"]
when = "headcount >= 2"
basis = "通河县城管〔2020〕1号 四"

[[step]]
id = "look"
name = { zh-CN = "查看", en = "Look" }
agency = "street"
reads = ["lease", "permit"]
gives = ["opinion"]
working_days = 2

[[step]]
id = "check"
name = { zh-CN = "核对", en = "Check" }
agency = "market-supervision"
reads = ["promise"]
after = ["look"] # by habit
gives = ["checked"]
working_days = 1

[[step]]
id = "record"
name = { zh-CN = "登记", en = "Record" }
agency = "market-supervision"
reads = ["opinion", "checked"]
working_days = 1
"#;

fn stalls() -> Folder {
    let folder = Folder::new();
    let book = "[playbook]\nid = \"stalls\"\nname = { zh-CN = \"摆摊\", en = \"Stalls\" }\nversion = \"2020.1\"\nfrom = 2020-01-01\nbasis = \"通河县城管〔2020〕1号\"\n";
    folder.write("playbook.toml", book);
    let agency = |id: &str, zh: &str, en: &str| {
        format!("[agency.{id}]\nname = {{ zh-CN = \"{zh}\", en = \"{en}\" }}\nlevel = \"county\"\n\n")
    };
    let agencies = agency("market-supervision", "市场监督管理局", "Market Supervision Bureau");
    folder.write("agencies.toml", format!("{agencies}{}", agency("street", "街道办事处", "Street Office")));
    let paper = |id: &str, zh: &str, en: &str, rest: &str| {
        format!("[evidence.{id}]\nname = {{ zh-CN = \"{zh}\", en = \"{en}\" }}\n{rest}\n")
    };
    let papers = [
        paper("promise", "守约承诺", "Promise", "kind = \"commitment\"\nissuer = [\"applicant\"]\nminutes = 15\n"),
        paper("lease", "租约", "Lease", "kind = \"certificate\"\nissuer = [\"market\"]\nfee = 5000\nvisits = 1\n"),
        paper("permit", "占道许可", "Permit", "kind = \"certificate\"\nissuer = [\"service:permit\"]\n"),
    ];
    folder.write("evidence.toml", papers.concat());
    folder.write("services/open-stall.toml", SERVICE);
    let permit = SERVICE[..SERVICE.find("# what").expect("it stands there")]
        .replace("open-stall", "permit")
        .replace("摆摊报备", "占道许可办理")
        .replace("Open a stall", "Get a permit")
        .replace("promised", "yields = [\"permit\"]\npromised");
    folder.write("services/permit.toml", permit);
    folder
}

#[test]
fn figures_changes_and_what_stays_are_told_in_both_languages() {
    let folder = stalls();
    let asked = ["slim", folder.path(), "--service", "open-stall", "--as-of", "2020-03-03", "--profile", "headcount=3"];
    let english = tongtu(&[&asked[..], &["--lang", "en", "--hourly-rate", "4000", "--applicants", "10"]].concat());
    assert_eq!(english.code, 0, "{}{}", english.out, english.err);
    for words in [
        "[asked-twice]\n    services/open-stall.toml:20",
        "[needless-series]\n    services/open-stall.toml:41",
        "days 4→3",
        "Rate 40.00 yuan an hour; source: --hourly-rate on the command line.",
        "10 applications a year",
        "step Look: no basis given",
    ] {
        assert!(english.out.contains(words), "`{words}` is missing:\n{}", english.out);
    }
    let chinese = tongtu(&[&asked[..], &["--lang", "zh-CN"]].concat());
    assert!(chinese.out.contains("可直接改") && chinese.out.contains("没有小时费率"), "{}", chinese.out);
    let told = tongtu(&[&asked[..], &["--format", "json"]].concat()).json();
    assert_eq!(told["before"]["bundle"]["materials"], 3);
    assert_eq!(told["safe"]["bundle"]["materials"], 2);
    assert_eq!(told["written"], serde_json::json!([]));
}

#[test]
fn several_applicants_get_a_table_each() {
    let folder = stalls();
    let asked = ["slim", folder.path(), "--profile", "headcount=3", "--profile", "headcount=30"];
    let english = tongtu(&[&asked[..], &["--lang", "en"]].concat());
    for words in ["Applicant: headcount=3\n", "Applicant: headcount=30\n", "give one --profile only"] {
        assert!(english.out.contains(words), "`{words}` is missing:\n{}{}", english.out, english.err);
    }
    let told = tongtu(&[&asked[..], &["--format", "json"]].concat()).json();
    let alone = tongtu(&["slim", folder.path(), "--profile", "headcount=30", "--format", "json"]).json();
    assert_eq!((told.as_array().map(Vec::len), &told[1]), (Some(2), &alone));
    let patch = tongtu(&[&asked[..], &["--patch"]].concat());
    assert!(patch.code == 2 && patch.err.contains("--profile"), "{}{}", patch.out, patch.err);
}

#[test]
fn writing_does_what_the_patch_says_and_then_there_is_nothing_left() {
    let folder = stalls();
    let patch = tongtu(&["slim", folder.path(), "--patch"]);
    assert!(patch.out.starts_with("--- a/services/open-stall.toml\n+++ b/services/open-stall.toml\n"), "{}", patch.out);
    let written = tongtu(&["slim", folder.path(), "--write", "--lang", "en"]);
    assert!(written.code == 0 && written.out.contains("Written, "), "{}{}", written.out, written.err);
    let path = std::path::Path::new(folder.path()).join("services/open-stall.toml");
    let now = std::fs::read_to_string(&path).expect("it is there");
    for comment in ["# what a stall promises", "# and once more, for the street office", "after = [] # by habit"] {
        assert!(now.contains(comment), "{now}");
    }
    assert!(!now.contains("promise-again") && now.contains("id = \"need-3\""), "{now}");
    assert_eq!(tongtu(&["slim", folder.path(), "--patch"]).out, "");
    let again = tongtu(&["slim", folder.path(), "--write", "--lang", "en"]);
    assert!(again.out.contains("no file was touched"), "{}", again.out);
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), now);
    let lint = tongtu(&["lint", folder.path(), "--lang", "en"]);
    assert!(!lint.out.contains("asked-twice") && !lint.out.contains("needless-series"), "{}", lint.out);
}

#[test]
fn a_plan_names_the_fastest_and_the_cheapest_way() {
    let folder = stalls();
    let asked = ["plan", folder.path(), "--service", "open-stall", "--profile", "headcount=3"];
    let told = tongtu(&[&asked[..], &["--format", "json"]].concat()).json();
    assert_eq!((&told["fastest"]["working_days"], &told["fastest"]["fee_fen"]), (&4.into(), &5000.into()));
    assert_eq!((&told["cheapest"]["working_days"], &told["cheapest"]["fee_fen"]), (&7.into(), &0.into()));
    let english = tongtu(&[&asked[..], &["--lang", "en"]].concat());
    assert!(english.out.contains("Fastest: 4 working days, fees 50.00 yuan, 1 visit,"), "{}", english.out);
    let chinese = tongtu(&[&asked[..], &["--lang", "zh-CN"]].concat());
    assert!(chinese.out.contains("最省：7 个工作日，收费 0.00 元"), "{}", chinese.out);
}

#[test]
fn wrong_questions_are_told_with_what_would_be_right() {
    let folder = stalls();
    let (slim, path) = ("slim", folder.path());
    for (asked, told) in [
        (vec![slim, path, "--profile", "headcont=3"], "`headcount`"),
        (vec![slim, path, "--profile", "headcount=many"], "a whole number"),
        (vec![slim, path, "--profile", "headcount"], "write fact=value"),
        (vec![slim, path, "--service", "stall"], "open-stall, permit"),
        (vec![slim, path, "--region", "99"], "--region"),
        (vec![slim, path, "--as-of", "2020-02-30"], "--as-of"),
        (vec!["plan", path, "--service", "stall"], "open-stall, permit"),
    ] {
        let ended = tongtu(&asked);
        assert!(ended.code == 2 && ended.err.contains(told), "{asked:?}: {}{}", ended.out, ended.err);
    }
    folder.write("agencies.toml", "[agency");
    assert_eq!(tongtu(&[slim, path]).code, 1);
    assert_eq!(tongtu(&["plan", path, "--service", "permit"]).code, 1);
}
