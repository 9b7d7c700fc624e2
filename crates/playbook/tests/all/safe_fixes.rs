//! Every safe fix: made in the files, it leaves comments and order alone, and nothing is left to find.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use playbook::lints::{self, examples};
use playbook::slim::{self, Question, Slimming};
use playbook::{Files, Playbook, read};
use proptest::prelude::*;
use rules::Catalogue;

fn playbook(files: &Files) -> Playbook {
    let reading = read(files, &Catalogue::default());
    reading.playbook.unwrap_or_else(|| panic!("{:?}", reading.diagnostics))
}

fn slimmed(files: &Files) -> Slimming {
    let on = playbook(files).from;
    let facts = std::collections::BTreeMap::new();
    let question = Question { region: None, services: Vec::new(), facts, on, rate: None, applicants: None };
    slim::slim(files, &Catalogue::default(), &question).expect("an example reads")
}

/// The codes of the changes nobody has to think about.
fn safe_codes(found: &Slimming) -> BTreeSet<String> {
    found.edits.iter().filter(|edit| edit.decide.is_none()).map(|edit| edit.code.clone()).collect()
}

/// The bad examples of all lint pages of which something is mended without asking.
static MENDABLE: LazyLock<Vec<(String, Files)>> = LazyLock::new(|| {
    let pages = lints::ALL.iter().flat_map(|lint| examples(lint.prose_en).into_iter().map(|e| (lint.name, e)));
    let bad = pages.filter(|(_, example)| !example.good);
    bad.filter(|(_, example)| !safe_codes(&slimmed(&example.files)).is_empty())
        .map(|(name, example)| (name.to_owned(), example.files))
        .collect()
});

fn told(files: &Files) -> Vec<(String, Option<String>)> {
    lints::run(&playbook(files)).into_iter().map(|finding| (finding.code, finding.at)).collect()
}

/// The file with a comment of its own above some lines.
fn commented(text: &str, at: &[bool]) -> String {
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        if at[number % at.len()] {
            out.push_str(&format!("# remark {number}\n"));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("# remark")).collect()
}

/// What is written beside comments and blank lines, word by word, so that a list may lose one.
fn words(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(|line| line.split([' ', ',', '[', ']'])).filter(|word| !word.is_empty()).collect()
}

fn is_part_in_order(part: &[&str], whole: &[&str]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|word| rest.any(|other| other == word))
}

#[test]
fn every_fix_that_a_lint_calls_safe_is_made_without_asking() {
    let all = &*MENDABLE;
    for lint in lints::ALL {
        let examples = examples(lint.prose_en).into_iter().filter(|example| !example.good);
        for example in examples {
            let safe = lints::run(&playbook(&example.files))
                .into_iter()
                .filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe));
            for finding in safe {
                assert!(all.iter().any(|(_, files)| *files == example.files), "{}: {finding:?}", lint.name);
            }
        }
    }
    let names: BTreeSet<&str> = all.iter().map(|(name, _)| &**name).collect();
    for name in ["already-held", "implied", "output-asked-again"] {
        assert!(names.contains(name), "{names:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_safe_fix_leaves_comments_and_order_alone_and_lints_clean(
        at in prop::collection::vec(any::<bool>(), 1..40),
    ) {
        for (name, files) in &*MENDABLE {
            let comment = |(path, bytes): (&String, &Vec<u8>)| {
                let text = std::str::from_utf8(bytes).expect("an example is text");
                (path.clone(), commented(text, &at).into_bytes())
            };
            let files: Files = files.iter().map(comment).collect();
            let found = slimmed(&files);
            let (mended, before, after) = (safe_codes(&found), told(&files), told(&found.safe.files));
            prop_assert!(!mended.is_empty(), "{}", name);
            prop_assert!(after.iter().all(|finding| before.contains(finding)), "{}: new: {:?}", name, after);
            if before.iter().all(|(code, _)| mended.contains(code)) {
                prop_assert!(after.is_empty(), "{}: left: {:?}", name, after);
            }
            for (path, bytes) in &files {
                let before = std::str::from_utf8(bytes).expect("text");
                let after = std::str::from_utf8(&found.safe.files[path]).expect("text");
                prop_assert_eq!(comments(before), comments(after), "{} {}", name, path);
                prop_assert!(is_part_in_order(&words(after), &words(before)), "{} {}\n{}", name, path, after);
            }
        }
    }
}
