//! Overlays: what lower levels change, from when, by whom; and changes that are not what they say.

use civic::Date;
use civic::division::RegionCode;
use playbook::{Files, Mode};

use crate::small::{files, lines, reading, sound, told};

const PROVINCE: &str = r#"[overlay]
region = "990000"
name = { zh-CN = "云岭省", en = "Yunling Province" }
from = 2020-03-10
basis = "云政办〔2020〕1号"

[[change]]
service = "resume-work"
kind = "relaxes"
set = { promised_working_days = 1, mode = "filing" }
drop_steps = ["industry-review"]
"#;

const COUNTY: &str = r#"[overlay]
region = "990121"
name = { zh-CN = "通河县", en = "Tonghe County" }
from = 2020-03-10
until = 2020-06-30
basis = "通政发〔2020〕2号"

[[change]]
service = "resume-work"
kind = "adds"
basis = "通政发〔2020〕2号 三"
until = 2020-04-30
[[change.add_need]]
evidence = "plan"
basis = "通政发〔2020〕2号 三"
"#;

fn stacked() -> Files {
    files(&[("overlays/990000/overlay.toml", PROVINCE), ("overlays/990121/overlay.toml", COUNTY)])
}

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).expect("a division code")
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

#[test]
fn a_county_gets_the_stack_of_all_levels_above() {
    let playbook = sound(&stacked());
    let there = playbook.effective(Some(&region("990121")), day("2020-03-15"));
    let service = &there.services["resume-work"];
    assert_eq!((service.promised_working_days, service.mode), (1, Mode::Filing));
    let needs: Vec<&str> = service.needs.iter().map(|n| &*n.id).collect();
    assert_eq!(needs, ["roster", "masks", "plan"]);
    let added = &service.needs[2].from;
    assert_eq!(&*added.file, "overlays/990121/overlay.toml");
    assert_eq!((added.line, added.region.clone()), (13, Some(region("990121"))));
    let changed = &service.changed["mode"];
    assert_eq!(changed.region, Some(region("990000")));
    let layers: Vec<&str> = there.layers.iter().map(|l| &*l.name.en).collect();
    assert_eq!(layers, ["Yunling Province", "Tonghe County"]);
}

#[test]
fn a_village_takes_the_nearest_level_above_and_other_places_none() {
    let playbook = sound(&stacked());
    let needs = |code: &str, on: &str| {
        let there = playbook.effective(Some(&region(code)), day(on));
        there.services["resume-work"].needs.len()
    };
    assert_eq!(needs("990121001002", "2020-03-15"), 3);
    assert_eq!(needs("990122", "2020-03-15"), 2);
    assert_eq!(needs("110000", "2020-03-15"), 2);
}

#[test]
fn changes_end_on_their_day_and_overlays_on_theirs() {
    let playbook = sound(&stacked());
    let at = |on: &str| {
        let there = playbook.effective(Some(&region("990121")), day(on));
        let service = &there.services["resume-work"];
        (service.needs.len(), service.promised_working_days, there.layers.len())
    };
    assert_eq!(at("2020-03-09"), (2, 4, 0));
    assert_eq!(at("2020-04-30"), (3, 1, 2));
    assert_eq!(at("2020-05-01"), (2, 1, 2));
    assert_eq!(at("2020-07-01"), (2, 1, 1));
}

#[test]
fn a_dropped_step_leaves_the_order_of_the_others_standing() {
    let playbook = sound(&stacked());
    let there = playbook.effective(Some(&region("990000")), day("2020-03-15"));
    let service = &there.services["resume-work"];
    let decision = service.steps.iter().find(|s| s.id == "decision").expect("it stays");
    assert_eq!(decision.reads, ["health-opinion"]);
    assert_eq!(decision.reads.len(), decision.read_spans.len());
}

fn county(changes: &str) -> Vec<String> {
    let head = COUNTY.split("[[change]]").next().expect("a head");
    let text = format!("{head}{changes}");
    let reading = reading(&files(&[("overlays/990121/overlay.toml", &text)]));
    lines(&reading)
}

#[test]
fn adding_needs_a_basis_and_a_last_day() {
    let found = county("[[change]]\nservice = \"resume-work\"\nkind = \"tightens\"\nset = { fee = 100 }\n");
    assert_eq!(
        found,
        [
            "overlay-unjustified overlays/990121/overlay.toml:10:8 a change that adds or tightens \
             must give `basis`: its basis (document number and article)",
            "overlay-unjustified overlays/990121/overlay.toml:10:8 a change that adds or tightens \
             must give `until`: its last day",
        ]
    );
}

#[test]
fn a_change_that_says_it_relaxes_must_relax() {
    let found = county(
        "[[change]]\nservice = \"resume-work\"\nkind = \"relaxes\"\n\
         set = { fee = 100, promised_working_days = 1, when = \"headcount > 5\" }\n\
         drop_needs = [\"mask\"]\n[[change.add_need]]\nevidence = \"plan\"\n",
    );
    assert_eq!(
        found,
        [
            "not-relaxed overlays/990121/overlay.toml:11:15 this `fee` does not relax anything",
            "not-relaxed overlays/990121/overlay.toml:11:54 this `when` does not relax anything: \
             Staff on site 6 people, Risk tier “Low risk”: asked only here",
            "unknown-reference overlays/990121/overlay.toml:12:15 there is no need `mask` to drop",
            "not-relaxed overlays/990121/overlay.toml:14:12 asking for \"Prevention plan\" does not \
             relax anything",
        ]
    );
}

#[test]
fn overlays_in_a_ring_are_told_once_with_all_places() {
    let province = PROVINCE.replace("from =", "extends = \"990121\"\nfrom =");
    let county = COUNTY.replace("from =", "extends = \"990000\"\nfrom =");
    let reading =
        reading(&files(&[("overlays/990000/overlay.toml", &province), ("overlays/990121/overlay.toml", &county)]));
    let found = lines(&reading);
    assert_eq!(
        found,
        ["overlay-cycle overlays/990000/overlay.toml:4:11 overlays lie on each other in a ring: \
          990000 → 990121 → 990000"],
        "{}",
        told(&reading)
    );
    assert_eq!(reading.diagnostics[0].labels.len(), 1);
}

#[test]
fn an_overlay_names_its_folder_and_what_it_lies_on() {
    let text = COUNTY.replace("from =", "extends = \"990100\"\nfrom =");
    let reading = reading(&files(&[
        ("overlays/990000/overlay.toml", PROVINCE),
        ("overlays/990122/overlay.toml", &text),
        ("overlays/990123/evidence.toml", ""),
    ]));
    assert_eq!(
        lines(&reading),
        [
            "missing-file `overlays/990123/` has no `overlay.toml`",
            "file-name overlays/990122/overlay.toml:2:10 the region `990121` is not the name of \
             its folder, `overlays/990122`",
            "unknown-reference overlays/990122/overlay.toml:4:11 `extends` names `990100`, which \
             has no overlay",
        ]
    );
}

#[test]
fn an_overlay_does_not_define_again_what_is_there() {
    let agencies = "[agency.health]\nname = { zh-CN = \"卫\", en = \"H\" }\nlevel = \"county\"\n";
    let reading =
        reading(&files(&[("overlays/990121/overlay.toml", COUNTY), ("overlays/990121/agencies.toml", agencies)]));
    assert_eq!(lines(&reading), ["duplicate-id overlays/990121/agencies.toml:1:9 agency `health` is defined twice"]);
}

#[test]
fn an_overlay_may_use_what_it_and_the_levels_above_define() {
    let evidence = "[evidence.seal]\nname = { zh-CN = \"章\", en = \"Seal\" }\n\
                    kind = \"certificate\"\nissuer = [\"agency:health\"]\n";
    let county = COUNTY.replace("evidence = \"plan\"", "any = [\"seal\", \"plan\"]");
    let playbook = sound(&files(&[
        ("overlays/990000/overlay.toml", PROVINCE),
        ("overlays/990000/evidence.toml", evidence),
        ("overlays/990121/overlay.toml", &county),
    ]));
    let there = playbook.effective(Some(&region("990121")), day("2020-03-15"));
    assert_eq!(there.services["resume-work"].needs[2].id, "need-990121-1");
    assert!(there.evidence.contains_key("seal"));
    assert!(!playbook.evidence.contains_key("seal"));
}
