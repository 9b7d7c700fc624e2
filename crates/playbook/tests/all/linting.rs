//! The machinery of lints, and the examples on every lint's page.

use playbook::lints;
use playbook::{Diagnostic, Severity};

use crate::small::{files, lines, reading, rewritten, sound, told};

const SERVICE: &str = "services/resume-work.toml";

#[test]
fn lints_are_sorted_and_found_by_name() {
    let names: Vec<&str> = lints::names().collect();
    assert!(names.is_sorted());
    assert!(lints::explain("no-basis").is_some());
    assert!(lints::explain("no-such").is_none());
}

fn codes(found: &[Diagnostic]) -> Vec<(&str, Severity)> {
    found.iter().map(|d| (&*d.code, d.severity)).collect()
}

fn without_basis(addition: &str) -> playbook::Playbook {
    let mut files = rewritten(SERVICE, "\nbasis = \"国办发明电〔2020〕6号 一(一)\"", "");
    let head = files.get_mut("playbook.toml").expect("it is there");
    head.extend(addition.as_bytes());
    sound(&files)
}

#[test]
fn levels_are_set_by_the_playbook() {
    let found = lints::run(&without_basis(""));
    assert_eq!(codes(&found), [("no-basis", Severity::Warning)]);
    let found = lints::run(&without_basis("[lint]\nno-basis = \"error\"\n"));
    assert_eq!(codes(&found), [("no-basis", Severity::Error)]);
    let found = lints::run(&without_basis("[lint]\nno-basis = \"off\"\n"));
    assert_eq!(codes(&found), []);
}

#[test]
fn an_allowance_hides_its_finding_until_its_day() {
    let allow = "[[allow]]\nlint = \"no-basis\"\nat = \"services/resume-work.toml#resume-work\"\n\
                 reason = \"r\"\nuntil = 2020-04-30\n";
    let playbook = without_basis(allow);
    let on = |day: &str| lints::run_on(&playbook, day.parse().expect("a date"));
    assert_eq!(codes(&on("2020-04-30")), []);
    let late = on("2020-05-01");
    assert_eq!(codes(&late), [("expired-allow", Severity::Warning), ("no-basis", Severity::Warning)]);
}

#[test]
fn an_allowance_of_nothing_is_a_finding() {
    let allow = "[[allow]]\nlint = \"no-basis\"\nat = \"services/resume-work.toml#masks\"\n\
                 reason = \"r\"\nuntil = 2020-04-30\n";
    let found = lints::run(&without_basis(allow));
    assert_eq!(codes(&found), [("unused-allow", Severity::Warning), ("no-basis", Severity::Warning)]);
}

#[test]
fn lints_and_places_that_do_not_exist_are_told() {
    let mut files = files(&[]);
    let head = files.get_mut("playbook.toml").expect("it is there");
    head.extend(
        b"[lint]\nno-bases = \"off\"\n[[allow]]\nlint = \"no-basis\"\n\
          at = \"services/resume-work\"\nreason = \"r\"\nuntil = 2020-04-30\n",
    );
    let found = lines(&reading(&files));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("there is no lint `no-bases`"), "{found:?}");
    assert!(found[1].contains("`at` is written `file#id`"), "{found:?}");
}

#[test]
fn what_an_overlay_brings_is_linted_too() {
    let overlay = "[overlay]\nregion = \"990121\"\nname = { zh-CN = \"县\", en = \"County\" }\n\
                   from = 2020-03-10\nbasis = \"b\"\n[[change]]\nservice = \"resume-work\"\n\
                   kind = \"adds\"\nbasis = \"b\"\nuntil = 2020-04-30\n\
                   [[change.add_need]]\nevidence = \"plan\"\n";
    let playbook = sound(&files(&[("overlays/990121/overlay.toml", overlay)]));
    let found = lints::run(&playbook);
    // an addition is shown to everyone, even a lawful one
    assert_eq!(codes(&found), [("overlay-adds", Severity::Hint), ("no-basis", Severity::Warning)]);
    assert_eq!(found[1].at.as_deref(), Some("overlays/990121/overlay.toml#plan"));
}

#[test]
fn a_missing_issuer_says_what_it_blocks() {
    let mut files = rewritten("evidence.toml", "issuer = [\"applicant\"]\nproves", "issuer = []\nproves");
    let text = String::from_utf8(files[SERVICE].clone()).expect("text");
    let second = text
        .replace("\"resume-work\"", "\"expand\"")
        .replace("yields = [\"notice\"]\n", "")
        .replace("evidence = \"roster\"", "evidence = \"notice\"")
        .replace("\"roster\"]", "\"notice\"]")
        .replace("企业复工", "扩产")
        .replace("Resume work", "Expand");
    files.insert("services/expand.toml".into(), second.into_bytes());
    let playbook = sound(&files);
    let found = lints::run(&playbook);
    assert_eq!(codes(&found), [("missing-issuer", Severity::Error)], "{found:?}");
    let freed: Vec<&str> = found[0].ways[0].frees.iter().map(|freed| &*freed.service).collect();
    assert_eq!(freed, ["expand", "resume-work"], "{found:?}");
    assert!(found[0].help[2].en.ends_with("frees \"Expand\", \"Resume work\""), "{found:?}");
}

#[test]
fn a_needless_order_says_the_days_it_costs() {
    let files = rewritten(SERVICE, "\"roster\"]", "\"roster\"]\nafter = [\"health-review\"]");
    let playbook = sound(&files);
    let reading = playbook::Reading { diagnostics: lints::run(&playbook), ..reading(&files) };
    insta::assert_snapshot!(told(&reading), @r#"
    warning[needless-series]: "Industry review" (Industry Bureau) waits for "Health review" (Health Bureau) but uses none of its results
      --> services/resume-work.toml:38:10
       |
    26 | id = "health-review"
       |      --------------- the step it waits for
    ...
    38 | after = ["health-review"]
       |          ^^^^^^^^^^^^^^^
       |
       = help: without this `after` they run in parallel: 3 working days instead of 4, 1 saved
       = help: if the order is needed, say what it `reads` or give the order's `basis`
    "#);
}

#[test]
fn what_a_level_added_is_told_when_its_day_is_over() {
    let overlay = "[overlay]\nregion = \"990121\"\nname = { zh-CN = \"县\", en = \"County\" }\n\
                   from = 2020-03-10\nuntil = 2020-06-30\nbasis = \"b\"\n[[change]]\nservice = \"resume-work\"\n\
                   kind = \"adds\"\nbasis = \"b\"\nuntil = 2020-04-30\n\
                   [[change.add_need]]\nid = \"fresh\"\nevidence = \"roster\"\nwhen = \"headcount > 5\"\nbasis = \"b\"\n\
                   max_age_days = 3\n";
    let playbook = sound(&files(&[("overlays/990121/overlay.toml", overlay)]));
    let on = |day: &str| -> Vec<Option<String>> {
        let found = lints::run_on(&playbook, day.parse().expect("a date")).into_iter();
        found.filter(|finding| finding.code == "expired-basis").map(|finding| finding.at).collect()
    };
    assert_eq!(on("2020-04-30"), []);
    assert_eq!(on("2020-05-01"), [Some("overlays/990121/overlay.toml#resume-work".to_owned())]);
    assert_eq!(on("2020-07-01"), [Some("overlays/990121/overlay.toml#990121".to_owned())]);
}

/// Places told by `implied` where papers prove these facts and these needs are written.
fn implied(papers: &[(&str, &str)], needs: &[&str]) -> Vec<String> {
    let mut evidence = String::new();
    for (id, proves) in papers {
        let proves: Vec<String> = proves.chars().map(|fact| format!("\"fact-{fact}\"")).collect();
        evidence.push_str(&format!(
            "[evidence.{id}]\nname = {{ zh-CN = \"{id}\", en = \"{id}\" }}\nkind = \"form\"\nissuer = [\"applicant\"]\n\
             minutes = {}\nproves = [{}]\n",
            id.len(),
            proves.join(", ")
        ));
    }
    let facts: String = "abc"
        .chars()
        .map(|fact| {
            format!(
                "[fact.fact-{fact}]\ntype = \"boolean\"\nname = {{ zh-CN = \"事\", en = \"F\" }}\nregister = \"r\"\n"
            )
        })
        .collect();
    let text = "[service]\nid = \"s\"\nname = { zh-CN = \"事\", en = \"S\" }\nlead = \"office\"\nfor = \"person\"\n\
                mode = \"review\"\nbasis = \"b\"\nstatutory_working_days = 1\npromised_working_days = 1\n\
                silence = \"none\"\n"
        .to_owned();
    let needs: String = needs.iter().map(|need| format!("[[need]]\nbasis = \"b\"\n{need}\n")).collect();
    let agency = "[agency.office]\nname = { zh-CN = \"办\", en = \"O\" }\nlevel = \"county\"\n";
    let mut all = crate::small::files(&[
        ("agencies.toml", agency),
        ("facts.toml", &facts),
        ("evidence.toml", &evidence),
        ("services/s.toml", &(text + &needs)),
    ]);
    all.retain(|path, _| !path.starts_with("services/") || path == "services/s.toml");
    let found = lints::run(&sound(&all)).into_iter().filter(|finding| finding.code == "implied");
    found.filter_map(|finding| finding.at.map(|at| at.replace("services/s.toml#", ""))).collect()
}

#[test]
fn two_papers_together_prove_what_a_third_proves() {
    let papers = [("one", "a"), ("two", "b"), ("both", "ab"), ("all", "abc")];
    let [one, two, both] = ["evidence = \"one\"", "evidence = \"two\"", "evidence = \"both\""];
    assert_eq!(implied(&papers, &[one, two, both]), ["both"]);
    assert_eq!(implied(&papers, &[both, one, two]), ["one", "two"], "the one that tells it all stays");
    assert_eq!(implied(&papers, &[one, two, "evidence = \"all\""]), ["one", "two"]);
    assert_eq!(
        implied(&papers, &[one, both, "max_age_days = 3\nevidence = \"two\""]),
        ["both"],
        "what must be fresh stays"
    );
}

#[test]
fn of_a_choice_only_what_every_choice_proves_counts() {
    let papers = [("one", "a"), ("two", "b"), ("both", "ab"), ("other", "ac"), ("all", "abc")];
    let choice = "id = \"choice\"\nany = [\"both\", \"other\"]";
    assert_eq!(implied(&papers, &[choice, "evidence = \"one\""]), ["one"]);
    assert_eq!(implied(&papers, &[choice, "evidence = \"two\""]), [] as [&str; 0]);
    assert_eq!(implied(&papers, &["evidence = \"all\"", choice]), ["choice"]);
    let two = "id = \"pair\"\nat_least = 2\nof = [\"one\", \"both\", \"other\"]";
    assert_eq!(implied(&papers, &[two, "evidence = \"one\""]), ["one"], "any two of them show it");
    assert_eq!(implied(&papers, &[two, "evidence = \"two\""]), [] as [&str; 0]);
}
