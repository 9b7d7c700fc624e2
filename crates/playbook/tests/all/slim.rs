//! The slimmer: every column falls or stays, what is written is what was counted, comments and order stay.

use std::collections::BTreeMap;

use civic::text::{Lang, Text};
use playbook::slim::{Aim, Figures, Question, Rate, Slimming, human, json, route, slim};
use playbook::{Files, lints, read};
use proptest::prelude::*;
use rules::{Catalogue, Value};

use crate::real::playbooks;
use crate::small::{files, reading, sound};

fn question() -> Question {
    Question {
        region: None,
        services: Vec::new(),
        facts: BTreeMap::new(),
        on: "2020-03-03".parse().expect("a day"),
        rate: None,
        applicants: None,
    }
}

fn slimmed(files: &Files) -> Slimming {
    slim(files, &Catalogue::default(), &question()).expect("it can be read")
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).expect("text")
}

/// A demand for what the lead agency holds, the roster twice, a needless order, seals, visits, and a paper nobody may
/// issue any more.
const SERVICE: &str = r#"[service]
id = "resume-work"
name = { zh-CN = "企业复工", en = "Resume work" }
lead = "industry"
for = "enterprise"
mode = "review"
when = "region_tier <> 'low'"
yields = ["notice"]
basis = "国办发明电〔2020〕6号 一(一)"
statutory_working_days = 5
promised_working_days = 4
silence = "granted"
recourse = { zh-CN = "拨打12345", en = "Call 12345" }

[[need]]
evidence = "roster"
basis = "国办发明电〔2020〕6号 一(二)"

[[need]]
id = "masks"
any = ["mask-stock", "mask-order"]
when = "headcount >= :micro_headcount_max"
basis = "国办发明电〔2020〕6号 一(二)"

# the firm has it framed on the wall
[[need]]
evidence = "licence" # copy
basis = "旧办法"

# the roster once more
[[need]]
id = "roster-again"
evidence = "roster"
basis = "旧办法"

[[need]]
any = ["mask-stock", "plan"]
basis = "旧办法"

# which police station?
[[need]]
evidence = "kin"

[[step]]
id = "health-review"
name = { zh-CN = "防疫审核", en = "Health review" }
agency = "health"
reads = ["plan", "mask-stock", "mask-order", "kin"]
gives = ["health-opinion"]
working_days = 1

[[step]]
id = "industry-review"
name = { zh-CN = "行业审核", en = "Industry review" }
agency = "industry"
reads = ["roster", "licence"]
after = ["health-review"] # always so
visits = 2 # twice
gives = ["industry-opinion"]
working_days = 2

[[step]]
id = "decision"
name = { zh-CN = "决定", en = "Decision" }
agency = "industry"
reads = ["health-opinion", "industry-opinion"]
working_days = 1
basis = "国办发明电〔2020〕6号 一(二)"
"#;

const EVIDENCE: &str = r#"[evidence.roster]
name = { zh-CN = "员工名册", en = "Staff roster" }
kind = "form"
issuer = ["applicant"]
proves = ["headcount"]
minutes = 30
stamps = 8 # red

[evidence.plan]
name = { zh-CN = "防控方案", en = "Prevention plan" }
kind = "form"
issuer = ["applicant"]

[evidence.mask-stock]
name = { zh-CN = "口罩库存", en = "Mask stock" }
kind = "photo"
issuer = ["applicant"]

[evidence.mask-order]
name = { zh-CN = "口罩订单", en = "Mask order" }
kind = "form"
issuer = ["market"]

[evidence.licence]
name = { zh-CN = "营业执照", en = "Business licence" }
kind = "certificate"
issuer = []

[evidence.notice]
name = { zh-CN = "复工通知书", en = "Resumption notice" }
kind = "certificate"
issuer = ["service:resume-work"]

[evidence.kin]
name = { zh-CN = "亲属关系证明", en = "Proof of kinship" }
kind = "certificate"
issuer = ["agency:health"]
abolished_by = "民发〔2020〕20号"
visits = 3
"#;

fn bloated() -> Files {
    files(&[("services/resume-work.toml", SERVICE), ("evidence.toml", EVIDENCE)])
}

fn codes(found: &Slimming, safe: bool) -> Vec<&str> {
    found.edits.iter().filter(|e| e.decide.is_none() == safe).map(|e| &*e.code).collect()
}

#[test]
fn a_bloated_service_falls_to_what_a_law_asks_for() {
    let found = slimmed(&bloated());
    let safe = codes(&found, true);
    assert!(["already-held", "asked-twice", "needless-series"].iter().all(|code| safe.contains(code)), "{safe:?}");
    let decided = codes(&found, false);
    assert!(["orphaned-demand", "many-stamps", "needless-visit"].iter().all(|c| decided.contains(c)), "{decided:?}");
    let figures = |state: &playbook::slim::State| state.tally.bundle;
    let (before, safe, all) = (figures(&found.before), figures(&found.safe), figures(&found.all));
    let expected = Figures {
        materials: 6,
        forms: 2,
        repeats: 1,
        visits: 5,
        stamps: 16,
        days: None,
        days_in_series: 4,
        minutes: 60,
        fee: 0,
    };
    assert_eq!(before, expected, "nobody can bring the proof of kinship: never");
    assert_eq!((safe.materials, safe.minutes, safe.stamps), (4, 30, 8));
    assert_eq!(found.before.tally.services[0].figures.days, Some(4));
    assert_eq!(found.safe.tally.services[0].figures.days, Some(3));
    assert_eq!((all.materials, all.stamps, all.visits, all.days), (3, 1, 0, Some(3)));
}

#[test]
fn edits_name_the_line_as_written_though_lines_above_are_gone() {
    let files = bloated();
    let found = slimmed(&files);
    let lines: Vec<&str> = text(&files, "services/resume-work.toml").lines().collect();
    let line = |code: &str| {
        let edit = found.edits.iter().find(|edit| edit.code == code).unwrap_or_else(|| panic!("{code}"));
        lines[edit.line - 1]
    };
    assert_eq!(line("already-held"), "evidence = \"licence\" # copy");
    assert_eq!(line("asked-twice"), "evidence = \"roster\"");
    assert_eq!(line("orphaned-demand"), "evidence = \"kin\"");
    assert_eq!(line("needless-series"), "after = [\"health-review\"] # always so");
    for stay in &found.stays {
        let here: Vec<&str> = text(&files, &stay.file).lines().collect();
        let told = here[stay.line - 1];
        assert!(told.starts_with("evidence") || told.starts_with("any") || told.starts_with("id"), "{told}");
    }
}

#[test]
fn comments_and_order_stay_and_names_from_numbers_do_not_shift() {
    let before = bloated();
    let found = slimmed(&before);
    for state in [&found.safe, &found.all] {
        for (path, bytes) in &before {
            let comments = |text: &str| text.matches('#').count();
            let (old, new) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&state.files[path]));
            assert_eq!(comments(&old), comments(&new), "{path}:\n{new}");
        }
        let ids: Vec<&str> = state.playbook.services["resume-work"].needs.iter().map(|need| &*need.id).collect();
        assert!(ids.contains(&"need-5"), "{ids:?}");
    }
    let new = text(&found.safe.files, "services/resume-work.toml");
    assert!(new.contains("# the firm has it framed on the wall\n"), "{new}");
    assert!(new.contains("after = [] # always so"), "{new}");
}

#[test]
fn after_the_safe_changes_the_lints_find_none_of_them() {
    let found = slimmed(&bloated());
    let reading = reading(&found.safe.files);
    let book = reading.playbook.expect("sound");
    let left: Vec<String> =
        lints::run(&book).into_iter().filter(|d| d.fix.as_ref().is_some_and(|f| f.safe)).map(|d| d.code).collect();
    assert!(left.is_empty(), "{left:?}");
    let again = slimmed(&found.safe.files);
    assert!(codes(&again, true).is_empty(), "{:?}", codes(&again, true));
}

#[test]
fn a_step_that_does_not_say_what_it_reads_is_for_a_person_to_judge() {
    let service = SERVICE.replace("reads = [\"roster\", \"licence\"]\n", "");
    let files = files(&[("services/resume-work.toml", &service), ("evidence.toml", EVIDENCE)]);
    let found = slimmed(&files);
    assert!(!codes(&found, true).contains(&"needless-series"));
    assert!(codes(&found, false).contains(&"needless-series"));
}

#[test]
fn what_the_playbook_tolerates_stays() {
    let mut files = bloated();
    let book = text(&files, "playbook.toml").to_owned();
    let allow = "\n[[allow]]\nlint = \"needless-series\"\nat = \"services/resume-work.toml#industry-review\"\nreason = \"x\"\nuntil = 2020-12-31\n";
    files.insert("playbook.toml".to_owned(), format!("{book}{allow}").into_bytes());
    let found = slimmed(&files);
    assert!(found.edits.iter().all(|edit| edit.code != "needless-series"));
}

#[test]
fn burden_needs_a_rate_with_its_source() {
    let mut asked = question();
    asked.rate = Some(Rate { fen_an_hour: 3_000, source: Text::new("统计", "statistics") });
    asked.applicants = Some(100);
    let found = slim(&bloated(), &Catalogue::default(), &asked).expect("it can be read");
    let told = human(&found, Lang::En);
    assert!(told.contains("source: statistics") && told.contains("30.00") && told.contains("3,000.00"), "{told}");
    let without = human(&slimmed(&bloated()), Lang::En);
    assert!(without.contains("No hourly rate"), "{without}");
    let mut files = bloated();
    let stated = "\n[[parameter]]\nname = \"applicant-hourly-rate\"\nvalue = 3000\nunit = \"fen\"\nfrom = 2020-01-01\nbasis = \"县统计局年报\"\n";
    let book = format!("{}{stated}", text(&files, "playbook.toml"));
    files.insert("playbook.toml".to_owned(), book.into_bytes());
    assert!(human(&slimmed(&files), Lang::Zh).contains("依据：县统计局年报"));
}

#[test]
fn both_languages_and_json_tell_the_same() {
    let found = slimmed(&bloated());
    let (zh, en) = (human(&found, Lang::Zh), human(&found, Lang::En));
    assert_eq!(
        zh.lines().filter(|l| l.contains(".toml:")).count(),
        en.lines().filter(|l| l.contains(".toml:")).count()
    );
    for (label, drawn) in [("防疫审核", &zh), ("Health review", &en)] {
        assert!(drawn.contains(label) && drawn.contains('█'), "{drawn}");
    }
    let told = json(&found);
    assert_eq!(told["edits"].as_array().expect("a list").len(), found.edits.len());
    assert_eq!(told["before"]["bundle"]["working_days"], serde_json::Value::Null);
    assert_eq!(told["patch"]["safe"], found.patch_of_safe());
}

#[test]
fn the_playbooks_here_get_no_heavier_in_any_region() {
    for (name, files) in playbooks() {
        let book = read(&files, &Catalogue::default()).playbook.expect("sound");
        let regions = book.overlays.iter().map(|overlay| Some(overlay.region.clone()));
        for region in std::iter::once(None).chain(regions) {
            let asked = Question { region, on: book.from, ..question() };
            let found = slim(&files, &Catalogue::default(), &asked).expect("it can be read");
            holds(&found);
            assert!(found.before.tally.exact, "{name}");
        }
    }
}

/// The laws of the slimmer.
fn holds(found: &Slimming) {
    let states = [&found.before, &found.safe, &found.all];
    for pair in states.windows(2) {
        let (before, after) = (&pair[0].tally, &pair[1].tally);
        assert!(after.bundle.no_more_than(&before.bundle), "{before:?}\n{after:?}");
        for (row, earlier) in after.services.iter().zip(&before.services) {
            assert_eq!(row.service, earlier.service);
            assert!(row.figures.no_more_than(&earlier.figures), "{earlier:?}\n{row:?}");
        }
    }
    let mut now = found.before.tally.bundle;
    for edit in &found.edits {
        assert_eq!(edit.before, now);
        now = edit.after;
    }
    assert_eq!(now, found.all.tally.bundle, "what the edits save adds up");
    // what is written reads as what was counted
    for state in states {
        let reading = read(&state.files, &Catalogue::default());
        let book = reading.playbook.expect("sound");
        let question = &found.question;
        let here = book.effective(question.region.as_ref(), question.on);
        assert_eq!(playbook::slim::tally(&here, &question.facts, question.on, &question.services), state.tally);
    }
    let again = slim(&found.safe.files, &Catalogue::default(), &found.question).expect("it can be read");
    assert_eq!(again.safe.files, found.safe.files, "a second time changes nothing");
    let again = slim(&found.all.files, &Catalogue::default(), &found.question).expect("it can be read");
    assert_eq!(again.all.files, found.all.files, "a second time changes nothing");
}

/// One demand in TOML.
fn need() -> impl Strategy<Value = String> {
    let paper = prop::sample::select(vec!["roster", "plan", "mask-stock", "mask-order", "licence", "notice", "kin"]);
    let list = prop::collection::btree_set(paper.clone(), 2..4);
    let demand = prop_oneof![
        paper.prop_map(|id| format!("evidence = \"{id}\"\n")),
        list.clone().prop_map(|ids| format!("any = {:?}\n", Vec::from_iter(ids))),
        list.prop_map(|ids| format!("at_least = 2\nof = {:?}\n", Vec::from_iter(ids))),
    ];
    let extra = (any::<bool>(), any::<bool>(), prop::option::of(1..9_u8), any::<bool>(), any::<bool>());
    (demand, extra).prop_map(|(demand, (when, basis, age, sign, note))| {
        let mut text = String::from(if note { "\n# a note\n[[need]] # here\n" } else { "\n[[need]]\n" });
        text.push_str(&demand);
        text.push_str(if when { "when = \"headcount >= 5\"\n" } else { "" });
        text.push_str(if basis { "basis = \"法\"\n" } else { "" });
        text.push_str(&age.map(|days| format!("max_age_days = {days}\n")).unwrap_or_default());
        text.push_str(if sign { "ask_every_time = true # sign\n" } else { "" });
        text
    })
}

/// The bloated playbook with demands and papers drawn at random.
fn any_playbook() -> impl Strategy<Value = Files> {
    let numbers = prop::collection::vec((0..4_u8, 0..40_u8, 0..3_u8, 0..900_u16), 4);
    (prop::collection::vec(need(), 0..7), numbers, 0..3_u8).prop_map(|(needs, numbers, orders)| {
        let mut files = bloated();
        let service = SERVICE;
        let (head, rest) = service.split_once("[[need]]").expect("it has demands");
        let (_, steps) = rest.split_once("[[step]]").expect("it has steps");
        // ids from the paper may stand only once: all are numbered
        let numbered: Vec<String> = needs
            .iter()
            .enumerate()
            .map(|(at, need)| {
                let named = need.contains("evidence =");
                if named { format!("{need}id = \"n{at}\"\n") } else { need.clone() }
            })
            .collect();
        let ordered = "after = [\"health-review\"] # always so\n";
        let steps = if orders == 0 { steps.replace(ordered, "") } else { steps.to_owned() };
        let service = format!("{head}{}\n[[step]]{steps}", numbered.concat());
        files.insert("services/resume-work.toml".to_owned(), service.into_bytes());
        let mut evidence = EVIDENCE.replace("minutes = 30\nstamps = 8 # red", "");
        for (id, (stamps, minutes, visits, fee)) in ["plan", "mask-stock", "mask-order", "notice"].iter().zip(numbers) {
            let head = format!("[evidence.{id}]\n");
            let with = format!("{head}stamps = {stamps}\nminutes = {minutes}\nvisits = {visits}\nfee = {fee}\n");
            evidence = evidence.replace(&head, &with);
        }
        files.insert("evidence.toml".to_owned(), evidence.into_bytes());
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_column_falls_or_stays_and_what_is_written_is_what_was_counted(files in any_playbook()) {
        let known = Catalogue::default();
        prop_assume!(read(&files, &known).playbook.is_some());
        holds(&slim(&files, &known, &question()).expect("it can be read"));
    }

    #[test]
    fn the_cheapest_way_costs_no_more_and_the_fastest_takes_no_longer(files in any_playbook()) {
        let Some(book) = read(&files, &Catalogue::default()).playbook else { return Ok(()) };
        let facts: BTreeMap<String, Value> = BTreeMap::new();
        let way = |aim| route(&book, "resume-work", &facts, book.from, aim).expect("it is there");
        match (way(Aim::Fastest), way(Aim::Cheapest)) {
            (Ok(fast), Ok(cheap)) => {
                prop_assert!(fast.days <= cheap.days && fast.exact && cheap.exact);
                prop_assert!((cheap.fee, cheap.visits, cheap.minutes) <= (fast.fee, fast.visits, fast.minutes));
                for stop in &cheap.stops {
                    let first = |id: &String| cheap.stops.iter().find(|s| s.id == *id).expect("it is in the plan");
                    prop_assert!(stop.after.iter().all(|id| first(id).finish <= stop.start));
                }
            }
            (Err(stuck), Err(_)) => prop_assert!(!stuck.papers.is_empty()),
            _ => prop_assert!(false, "one way there is a way"),
        }
    }
}

#[test]
fn a_way_goes_round_what_nobody_issues_and_tells_where_it_ends() {
    let service = SERVICE.replace("evidence = \"kin\"", "any = [\"kin\", \"plan\"]");
    let open = files(&[("services/resume-work.toml", &service), ("evidence.toml", EVIDENCE)]);
    let book = sound(&open);
    let facts: BTreeMap<String, Value> = BTreeMap::from([("headcount".to_owned(), Value::Int(20))]);
    let way = |aim| route(&book, "resume-work", &facts, book.from, aim).expect("it is there");
    let found = way(Aim::Fastest).expect("there is a way");
    assert_eq!((found.days, found.stops.last().map(|stop| &*stop.id)), (4, Some("resume-work")));
    let blocked = bloated();
    let book = read(&blocked, &Catalogue::default()).playbook.expect("sound");
    let stuck = route(&book, "resume-work", &facts, book.from, Aim::Cheapest).expect("it is there");
    assert_eq!(stuck.expect_err("no way").papers[0].0, "kin");
    assert!(route(&book, "no-such", &facts, book.from, Aim::Cheapest).is_none());
}

const OVERLAY: &str = r#"[overlay]
region = "990000"
name = { zh-CN = "省", en = "Province" }
from = 2020-03-03
until = 2020-12-31
basis = "省令"

# the licence is not looked at here
[[change]]
service = "resume-work"
kind = "relaxes"
drop_needs = ["licence", "masks"] # two

[[change]]
service = "resume-work"
kind = "adds"
basis = "省令 二"
until = 2020-12-31
# a third roster
[[change.add_need]]
id = "roster-of-the-province"
evidence = "roster"
basis = "省令 二"
"#;

#[test]
fn an_overlay_no_longer_drops_what_the_playbook_no_longer_asks() {
    let mut files = bloated();
    files.insert("overlays/990000/overlay.toml".to_owned(), OVERLAY.as_bytes().to_vec());
    let found = slimmed(&files);
    holds(&found);
    let overlay = text(&found.safe.files, "overlays/990000/overlay.toml");
    assert!(overlay.contains("drop_needs = [\"masks\"] # two"), "{overlay}");
}

#[test]
fn what_an_overlay_adds_is_taken_out_where_it_was_written() {
    let mut files = bloated();
    files.insert("overlays/990000/overlay.toml".to_owned(), OVERLAY.as_bytes().to_vec());
    let region = Some(civic::RegionCode::parse("990000").expect("a code"));
    let found = slim(&files, &Catalogue::default(), &Question { region, ..question() }).expect("it can be read");
    holds(&found);
    let edit = found.edits.iter().find(|edit| edit.file.starts_with("overlays/")).expect("the third roster goes");
    assert_eq!((&*edit.code, edit.line, edit.decide.is_none()), ("asked-twice", 22, true));
    let overlay = text(&found.safe.files, "overlays/990000/overlay.toml");
    assert!(overlay.contains("# a third roster") && !overlay.contains("roster-of-the-province"), "{overlay}");
}
