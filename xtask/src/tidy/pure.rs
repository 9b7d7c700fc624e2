//! Pure crates take values and return values; every file says its one idea first; playbook text is read strictly.

use super::Finding;
use crate::rust;
use crate::tree::{File, Tree};

const PURE: &[&str] = &["civic", "rules", "unblock", "routing", "credential", "playbook"];

/// What must not stand in a pure crate, and what to do instead.
const EDGE: &[(&str, &str)] = &[
    ("std::fs", "take the bytes as a parameter; the binary reads files"),
    ("std::net", "take the answer as a parameter"),
    ("std::env", "take the setting as a parameter"),
    ("std::process", "return a value; the binary decides"),
    ("Instant::now", "take the time as a parameter"),
    ("SystemTime", "take a Timestamp as a parameter"),
    ("Timestamp::now", "take a Timestamp as a parameter"),
    ("println!", "return the text"),
    ("eprintln!", "return a diagnostic"),
];

/// Looks at every Rust file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.ending(".rs") {
        found.extend(head(file));
        if rust::is_test(&file.path) || file.path.ends_with("build.rs") {
            continue;
        }
        let pure = PURE.iter().any(|name| file.path.starts_with(&format!("crates/{name}/src/")));
        if pure {
            let code = rust::without_tests(&rust::code_only(&file.text));
            found.extend(EDGE.iter().flat_map(|(word, todo)| places(file, &code, word, todo)));
        }
        if file.path.starts_with("crates/playbook/src/") {
            found.extend(loose_serde(file));
        }
    }
    found
}

fn head(file: &File) -> Option<Finding> {
    let first = file.text.lines().next().unwrap_or_default();
    let told = first.starts_with("//!") || first.starts_with("#![doc = include_str!");
    let todo = "begin with `//! ` and the one idea of this file in one sentence";
    (!told).then(|| Finding::at(&file.path, 1, "the first line does not say what this file is", todo))
}

fn places(file: &File, code: &str, word: &str, todo: &str) -> Vec<Finding> {
    let hit = |(at, _): (usize, &str)| {
        let line = rust::line_of(code, at);
        Finding::at(&file.path, line, format!("`{word}` in a pure crate"), todo)
    };
    let whole = |(at, _): &(usize, &str)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    code.match_indices(word).filter(whole).map(hit).collect()
}

fn loose_serde(file: &File) -> Vec<Finding> {
    let code = rust::code_only(&file.text);
    let hit = |(at, line): (usize, &str)| {
        let loose =
            line.trim_start().starts_with("#[serde(") && (line.contains("flatten") || line.contains("untagged"));
        loose.then(|| {
            Finding::at(
                &file.path,
                at + 1,
                "a loose serde type reads playbook text",
                "spell the fields out; `flatten` and `untagged` lose spans and messages",
            )
        })
    };
    code.lines().enumerate().filter_map(hit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_a_pure_crate_is_found() {
        let tree =
            Tree::of(&[("crates/civic/src/date.rs", "//! Dates.\nfn f() { jiff::Timestamp::now(); } // std::fs\n")]);
        assert_eq!(check(&tree).len(), 1);
        assert_eq!(check(&tree)[0].line, 2);
    }

    #[test]
    fn tests_and_other_crates_may_read_files() {
        let tests = "//! A.\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert_eq!(
            check(&Tree::of(&[("crates/civic/src/a.rs", tests), ("tongtu/src/main.rs", "//! A.\nuse std::fs;\n")])),
            []
        );
    }

    #[test]
    fn a_file_without_its_idea_is_found() {
        assert_eq!(check(&Tree::of(&[("tongtu/src/a.rs", "use std::fs;\n")]))[0].line, 1);
    }

    #[test]
    fn flatten_is_not_for_playbook_text() {
        let text = "//! A.\nstruct A {\n    #[serde(flatten)]\n    b: B,\n}\n";
        assert_eq!(check(&Tree::of(&[("crates/playbook/src/a.rs", text)]))[0].line, 3);
    }
}
