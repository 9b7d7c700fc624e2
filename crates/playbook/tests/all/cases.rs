//! The finder, through worked examples on a page.

use civic::text::Lang;
use playbook::examples;

use crate::small::{files, lines, reading, sound};

fn page(facts: &str, expect: &str) -> String {
    format!(
        "# Examples\n\n## An example\n\n```facts\nservice = \"resume-work\"\n\
         as_of = 2020-03-15\n{facts}\n```\n\n```expect\n{expect}\n```\n"
    )
}

fn run(facts: &str, expect: &str) -> Vec<String> {
    let files = files(&[("cases/a.md", &page(facts, expect))]);
    let playbook = sound(&files);
    let results = examples::run(&playbook, &files);
    assert_eq!(results.len(), 1);
    assert_eq!((results[0].line, &*results[0].title), (3, "An example"));
    let differences = results[0].differences.iter();
    differences.map(|d| d.get(Lang::En).to_owned()).collect()
}

#[test]
fn a_small_firm_in_a_medium_risk_county_needs_no_masks() {
    let found = run(
        "region-tier = \"medium\"\nheadcount = 8",
        "must_ask = true\neligible = true\nneeds = [\"roster\"]\nopen_needs = []\nmissing = []\n\
         steps = [[\"industry-review\", \"health-review\"], [\"decision\"]]\nworking_days = 3",
    );
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn what_is_unknown_stays_open_and_says_what_would_decide_it() {
    let found = run(
        "",
        "must_ask = \"unknown\"\nneeds = [\"roster\"]\nopen_needs = [\"masks\"]\n\
         missing = [\"region-tier\", \"headcount\"]",
    );
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn differences_say_what_was_expected_and_found() {
    let found = run("region-tier = \"low\"\nheadcount = 12", "must_ask = true\nneeds = [\"masks\"]\nworking_day = 1");
    assert_eq!(
        found,
        [
            "`must_ask` should be true, found false",
            "`needs` should be [masks], found [masks, roster]",
            "there is no key `working_day`; did you mean `working_days`?",
        ]
    );
}

#[test]
fn facts_of_an_example_are_checked() {
    let found = run("region_tier = \"orange\"\nheadcuont = 8", "must_ask = true");
    assert_eq!(
        found,
        ["there is no fact `headcuont`; did you mean `headcount`?", "the value of `region_tier` is not of its type",]
    );
}

#[test]
fn mistakes_in_writing_an_example_are_told_with_the_playbook() {
    let page = "## A\n```facts\nservice = \"resume-work\nas_of = 2020-03-15\n```\n```expect\n```\n";
    let found = lines(&reading(&files(&[("cases/a.md", page)])));
    assert!(found.iter().any(|l| l.starts_with("syntax cases/a.md:3:")), "{found:?}");
    assert!(found.iter().any(|l| l.contains("`expect` is empty")), "{found:?}");
}

#[test]
fn only_what_no_register_holds_is_asked() {
    let playbook = sound(&files(&[]));
    let facts: std::collections::BTreeMap<String, rules::Value> = Default::default();
    let service = &playbook.services["resume-work"];
    let finding = playbook::finder::find(service, &playbook, &facts, playbook.from);
    assert_eq!(finding.questions, ["headcount"]);
    assert_eq!(finding.missing, ["region_tier", "headcount"]);
}
