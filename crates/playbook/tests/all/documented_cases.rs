//! The documented cases under `playbooks/cases`: each has the findings its report tells of, and no graver ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use civic::text::Lang;
use playbook::finder::{self, Finding};
use playbook::slim::{self, Question, Slimming};
use playbook::{Evidence, EvidenceKind, Files, Playbook, Severity, examples, lints, read, render};
use rules::{Catalogue, Value};

use crate::real::take;

const CASES: [&str; 7] = [
    "bank-and-tenancy",
    "deposit-without-proofs",
    "eight-seals",
    "masks-before-work",
    "photo-id",
    "three-levels-in-series",
    "twenty-one-papers",
];

const RESUME_WORK: &str = "services/resume-work.toml";

fn files(case: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/cases").join(case);
    let mut files = Files::new();
    take(&root, "", &mut files);
    files
}

fn playbook(case: &str) -> Playbook {
    let reading = read(&files(case), &Catalogue::default());
    let told = render::human(&reading.diagnostics, &reading.sources, Lang::En, false);
    assert!(told.is_empty(), "{case}\n{told}");
    reading.playbook.expect("it was read without a finding")
}

/// Places of each finding, by its code.
fn found(case: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in lints::run(&playbook(case)) {
        found.entry(finding.code).or_default().extend(finding.at);
    }
    found
}

/// Places of the findings that are errors.
fn errors(case: &str) -> Vec<(String, String)> {
    let graves = lints::run(&playbook(case)).into_iter().filter(|finding| finding.severity == Severity::Error);
    graves.map(|finding| (finding.code, finding.at.unwrap_or_default())).collect()
}

fn places(file: &str, ids: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    ids.into_iter().map(|id| format!("{file}#{}", id.as_ref())).collect()
}

/// What the only service of a case asks of somebody of whom nothing is known.
fn asked(playbook: &Playbook) -> Finding {
    let service = playbook.services.values().next().expect("a case has a service");
    finder::find(service, playbook, &BTreeMap::<String, Value>::new(), playbook.from)
}

#[test]
fn every_case_reads_and_its_examples_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/cases");
    let here = std::fs::read_dir(&root).expect("the repository has cases").map(|entry| entry.expect("readable"));
    let here = here.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned());
    assert_eq!(here.collect::<BTreeSet<_>>(), CASES.map(str::to_owned).into());
    assert!(!root.join("playbook.toml").exists(), "the folder of cases is no playbook itself");
    for case in CASES {
        let (files, playbook) = (files(case), playbook(case));
        assert_eq!(playbook.id, case);
        assert!(files.contains_key("README.md") && files.contains_key("README.zh-CN.md"), "{case}");
        let results = examples::run(&playbook, &files);
        assert!(!results.is_empty(), "{case}");
        for result in results {
            let told: Vec<&str> = result.differences.iter().map(|difference| &*difference.en).collect();
            assert!(result.passed, "{case}, {}: {told:?}", result.title);
        }
    }
}

#[test]
fn the_number_of_papers_and_of_repeated_questions_is_counted_not_typed() {
    let playbook = playbook("twenty-one-papers");
    let asked = asked(&playbook);
    assert_eq!(asked.needs.len(), 21);
    let papers = asked.needs.iter().flat_map(|found| found.need.demand.evidence());
    let papers: Vec<&Evidence> = papers.map(|id| &playbook.evidence[id]).collect();
    let kinds = |kind: EvidenceKind| papers.iter().filter(|paper| paper.kind == kind).count();
    // the plan, the scheme, the canteen and the dormitory are forms to the format
    assert_eq!((kinds(EvidenceKind::Form), kinds(EvidenceKind::Commitment)), (15 + 4, 2));
    let repeated = papers.iter().filter(|paper| paper.proves.iter().any(|fact| fact == "staff_on_duty"));
    assert_eq!(repeated.clone().count(), 4);
    assert!(repeated.clone().all(|paper| paper.stamps == 1));
    assert_eq!(papers.iter().map(|paper| paper.stamps).sum::<u32>(), 4);
}

#[test]
fn eight_offices_wait_for_one_another_without_reading_anything() {
    let playbook = playbook("eight-seals");
    let asked = asked(&playbook);
    let seals: Vec<&String> = asked.waves.iter().flatten().collect();
    assert_eq!((asked.waves.len(), seals.len()), (8, 8));
    assert_eq!(playbook.evidence["restart-form"].stamps, 8);
    assert_eq!(asked.steps.iter().map(|found| found.step.visits).sum::<u32>(), 8);
    assert!(asked.working_days <= 2, "the report says less than two days");
    let found = found("eight-seals");
    assert_eq!(found["needless-series"], places(RESUME_WORK, &seals[1..]));
    assert_eq!(errors("eight-seals"), []);
}

#[test]
fn three_levels_wait_for_one_another_without_reading_anything() {
    assert_eq!(asked(&playbook("three-levels-in-series")).waves.len(), 3);
    let found = found("three-levels-in-series");
    assert_eq!(found["needless-series"], places(RESUME_WORK, ["line-review", "district-approval"]));
    assert_eq!(errors("three-levels-in-series"), []);
}

#[test]
fn four_forms_that_ask_who_is_on_duty_are_one_paper_to_the_linter() {
    let of_the_four = |at: &String| at.starts_with("evidence.toml#on-duty-");
    let found = found("twenty-one-papers");
    let told = &found["synonymous-evidence"];
    assert!(told.iter().all(of_the_four), "{told:?}");
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), 3, "one stays, three repeat it: {told:?}");
    assert_eq!(errors("twenty-one-papers"), []);
}

#[test]
fn the_deposit_is_blocked_by_one_demand_that_outlived_its_proofs() {
    let at = "services/notarise-inheritance.toml#kinship-proof";
    assert_eq!(errors("deposit-without-proofs"), [("orphaned-demand".to_owned(), at.to_owned())]);
    let playbook = playbook("deposit-without-proofs");
    let proofs = playbook.services["notarise-inheritance"].needs[1].demand.evidence();
    assert_eq!(proofs.len(), 3);
    for proof in proofs {
        let proof = &playbook.evidence[proof];
        assert!(proof.abolished_by.is_some(), "{}", proof.id);
        let book = &playbook.evidence["household-book"];
        assert!(proof.proves.iter().all(|fact| book.proves.contains(fact)), "the book already proves it");
    }
}

#[test]
fn masks_close_a_circle_through_the_market() {
    let at = "services/resume-mask-making.toml#mask-stock";
    assert_eq!(errors("masks-before-work"), [("supply-lock".to_owned(), at.to_owned())]);
    let told = &found("masks-before-work")["supply-lock"];
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), 2, "the other is a mere shortage: {told:?}");
}

/// The only error of a case, told of those who match this fact, in words.
fn only_blocked_where(case: &str, at: &str, whom: &str) {
    assert_eq!(errors(case), [("profile-deadlock".to_owned(), at.to_owned())]);
    let told = lints::run(&playbook(case));
    let told = told.iter().find(|finding| finding.code == "profile-deadlock").expect("it is among the errors");
    assert!(told.message.en.contains(whom), "{}", told.message.en);
    assert!(!told.message.en.contains(" and "), "one fact is enough: {}", told.message.en);
}

#[test]
fn bank_and_landlord_wait_for_each_other_only_where_money_is_short() {
    only_blocked_where("bank-and-tenancy", "services/open-account.toml#proof-of-address", "less than six months' rent");
}

#[test]
fn the_photo_id_is_out_of_reach_in_georgia_and_not_in_washington() {
    only_blocked_where("photo-id", "services/birth-certificate.toml#identity", "Georgia");
}

/// The slimmer's figures for somebody of whom only these codes are known.
fn slimmed(case: &str, codes: &[(&str, &str)]) -> Slimming {
    let facts = codes.iter().map(|(fact, code)| ((*fact).to_owned(), Value::Text((*code).to_owned()))).collect();
    let on = playbook(case).from;
    let question = Question { region: None, services: Vec::new(), facts, on, rate: None, applicants: None };
    slim::slim(&files(case), &Catalogue::default(), &question).expect("a case reads")
}

#[test]
fn three_of_the_four_forms_go_and_with_them_their_questions_and_seals() {
    let slimmed = slimmed("twenty-one-papers", &[]);
    let [before, safe] = [&slimmed.before, &slimmed.safe].map(|state| state.tally.bundle);
    assert_eq!((before.materials, before.repeats, before.stamps), (21, 3, 4));
    assert_eq!((safe.materials, safe.repeats, safe.stamps), (18, 0, 1));
    assert_eq!(lints::run(&slimmed.safe.playbook).iter().filter(|f| f.code == "synonymous-evidence").count(), 0);
}

#[test]
fn side_by_side_the_offices_take_a_day_and_need_one_seal() {
    let slimmed = slimmed("eight-seals", &[]);
    let [before, after] = [&slimmed.before, &slimmed.all].map(|state| state.tally.bundle);
    assert_eq!((before.days, before.visits, before.stamps), (Some(2), 8, 8));
    assert_eq!((after.days, after.visits, after.stamps), (Some(1), 0, 1));
    let slimmed = self::slimmed("three-levels-in-series", &[]);
    let [before, after] = [&slimmed.before, &slimmed.all].map(|state| state.tally.bundle.days);
    assert_eq!((before, after), (Some(3), Some(1)));
}

#[test]
fn the_deposit_can_never_be_had_until_the_demand_goes() {
    let slimmed = slimmed("deposit-without-proofs", &[]);
    let [before, after] = [&slimmed.before, &slimmed.all].map(|state| state.tally.bundle);
    assert_eq!(before.days, None);
    assert!(after.days.is_some() && after.materials == before.materials - 1);
    assert_eq!(lints::run(&slimmed.all.playbook).iter().filter(|f| f.severity == Severity::Error).count(), 0);
}

#[test]
fn who_is_blocked_waits_for_ever_and_nobody_else_does() {
    let ends = |case: &str, codes: &[(&str, &str)]| slimmed(case, codes).before.tally.bundle.days.is_some();
    assert!(!ends("masks-before-work", &[]));
    assert!(!ends("bank-and-tenancy", &[("cash", "low")]));
    assert!(ends("bank-and-tenancy", &[("cash", "enough")]));
    assert!(!ends("photo-id", &[("place", "georgia")]));
    assert!(ends("photo-id", &[("place", "washington")]));
}

#[test]
fn where_nothing_can_be_mended_unasked_the_ways_out_are_decisions() {
    for (case, code) in [("bank-and-tenancy", "profile-deadlock"), ("photo-id", "profile-deadlock")] {
        let found = slimmed(case, &[]);
        assert!(!found.decisions.is_empty(), "{case}");
        for decision in &found.decisions {
            assert_eq!(decision.code, code, "{case}");
            assert!(!decision.ways.is_empty() && decision.ways.iter().all(|way| !way.frees.is_empty()), "{case}");
        }
        let told = slim::human(&found, Lang::En);
        assert!(told.contains("needs a decision") && told.contains("frees "), "{told}");
        assert_eq!(slim::json(&found)["decisions"][0]["ways_out"][0]["line"], found.decisions[0].ways[0].line);
    }
    assert!(slimmed("bank-and-tenancy", &[("cash", "enough")]).decisions.is_empty());
    assert!(slimmed("eight-seals", &[]).decisions.is_empty());
}
