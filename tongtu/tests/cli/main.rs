//! The program itself, as started from a terminal: exit codes, messages with file and line, never a panic.

mod bad_books;
mod catalogues;
mod county;
mod exports;
mod matching;
mod processes;
mod program;
mod slimming;

use std::io::Read;
use std::process::Stdio;

use program::{command, playbooks, tongtu};

#[test]
fn the_rule_books_of_the_repository_are_sound_and_their_examples_hold() {
    for book in ["epidemic", "safety-restart"] {
        let folder = playbooks().join(book);
        let folder = folder.to_str().expect("a path in UTF-8");
        let lint = tongtu(&["lint", folder, "--lang", "en"]);
        assert_eq!(lint.code, 0, "{}", lint.out);
        assert!(lint.out.contains("0 errors, 0 warnings"), "{}", lint.out);
        let test = tongtu(&["test", "playbook", folder, "--lang", "en"]);
        assert_eq!(test.code, 0, "{}", test.out);
        assert!(test.out.contains(", 0 not."), "{}", test.out);
        let found = tongtu(&["lint", folder, "--format", "json"]).json();
        let found = found.as_array().expect("a list");
        assert!(found.iter().all(|finding| finding["severity"] == "hint"), "{found:?}");
        assert_eq!(tongtu(&["test", "playbook", folder, "--format", "json"]).json()["failed"], 0);
    }
}

#[test]
fn a_lint_is_explained_in_both_languages() {
    let english = tongtu(&["explain", "no-basis", "--lang", "en"]);
    let chinese = tongtu(&["explain", "no-basis", "--lang", "zh-CN"]);
    assert!(english.out.contains("legal basis") && chinese.out.contains("依据"), "{}{}", english.out, chinese.out);
    let all = tongtu(&["explain", "--lang", "en"]);
    assert!(all.code == 0 && all.out.contains("missing-issuer") && all.out.contains("needless-series"), "{}", all.out);
    let none = tongtu(&["explain", "no-bases"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("no-basis"), "those there are: {}", none.err);
}

#[test]
fn the_schema_is_json_with_every_kind_of_file() {
    let schema = tongtu(&["schema"]);
    assert_eq!(schema.code, 0);
    for kind in ["playbook.toml", "agencies.toml", "evidence.toml", "facts.toml"] {
        assert!(schema.json().get(kind).is_some(), "{kind}");
    }
}

#[test]
fn wrong_usage_is_told_with_exit_2_and_help_with_exit_0() {
    for wrong in [&["frobnicate"][..], &[], &["lint"], &["test", "playbook"]] {
        let ended = tongtu(wrong);
        assert_eq!(ended.code, 2, "{wrong:?}");
        assert!(ended.err.contains("Usage"), "{wrong:?}: {}", ended.err);
    }
    let format = tongtu(&["lint", "x", "--format", "xml"]);
    assert!(format.code == 2 && format.err.contains("[possible values: human, json, sarif, github]"), "{}", format.err);
    for help in [&["--help"][..], &["--version"], &["demo", "--help"], &["lint", "--help"]] {
        assert_eq!(tongtu(help).code, 0, "{help:?}");
    }
}

#[test]
fn a_folder_that_is_not_there_or_no_folder_is_a_fault() {
    let file = playbooks().join("epidemic/playbook.toml");
    let file = file.to_str().expect("a path in UTF-8");
    for (path, told) in [("/no/such/folder", "is not there"), (file, "is a file; name the folder")] {
        for command in [&["lint"][..], &["test", "playbook"]] {
            let ended = tongtu(&[command, &[path]].concat());
            assert_eq!(ended.code, 2, "{command:?}");
            assert!(ended.err.contains(told), "{}", ended.err);
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut asked = command(&["schema"]);
    let mut child = asked.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    child.wait().expect("it ends");
    assert_eq!(said, "");
}
