//! The page of every lint shows the pattern and its cure; both are read and judged.

use civic::text::Lang;
use process::{Severity, lints, read};

/// Blocks of a page: true for the good ones.
fn examples(page: &str) -> Vec<(bool, String)> {
    let mut found: Vec<(bool, String)> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        if open && line == "```" {
            open = false;
        } else if open {
            let text = &mut found.last_mut().expect("a block is open").1;
            text.push_str(line);
            text.push('\n');
        } else if line.starts_with("```") {
            open = true;
            found.push((line.ends_with(" good"), String::new()));
        }
    }
    found
}

fn judged(text: &str) -> Vec<process::Finding> {
    let reading = read(text.as_bytes());
    let mut found = reading.found;
    found.extend(reading.model.iter().flat_map(lints::run));
    found
}

#[test]
fn every_page_shows_the_pattern_and_its_cure() {
    for lint in lints::ALL {
        for lang in Lang::ALL {
            let examples = examples(lint.prose(lang));
            assert_eq!(examples.iter().map(|(good, _)| *good).collect::<Vec<_>>(), [false, true], "{}", lint.name);
            let bad = judged(&examples[0].1);
            let own: Vec<_> = bad.iter().filter(|finding| finding.code == lint.name).collect();
            assert_eq!(own.len(), 1, "{}: {bad:#?}", lint.name);
            assert_eq!(own[0].severity, lint.severity);
            assert!(!own[0].help.is_empty());
            let good = judged(&examples[1].1);
            let still = |finding: &&process::Finding| finding.code == lint.name || finding.severity != Severity::Hint;
            assert_eq!(good.iter().find(still), None, "{}", lint.name);
        }
    }
}

#[test]
fn every_page_is_told_alike_in_both_languages() {
    for lint in lints::ALL {
        let (zh, en) = (lint.prose(Lang::Zh), lint.prose(Lang::En));
        assert!(en.starts_with(&format!("# {}: {}\n", lint.name, lint.summary.1)));
        assert!(zh.starts_with(&format!("# {}：{}\n", lint.name, lint.summary.0)));
        assert_eq!(examples(zh), examples(en), "{}", lint.name);
    }
    let names: Vec<&str> = lints::ALL.iter().map(|lint| lint.name).collect();
    assert!(names.is_sorted(), "{names:?}");
}
