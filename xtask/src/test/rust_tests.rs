//! The Rust tests, with nextest where it is installed, and examples in documentation where there are any.

use super::{Outcome, count};
use crate::tree::Tree;
use crate::{rust, shell};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// All tests of all crates.
pub fn run(root: &Path) -> Result<Outcome> {
    let nextest = shell::find(&["cargo-nextest"]).is_some();
    let words: &[&str] = if nextest {
        &["nextest", "run", "--workspace", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--all-targets", "--no-fail-fast"]
    };
    if !nextest {
        println!("cargo-nextest is not installed; using cargo test (`cargo install --locked cargo-nextest` is faster)");
    }
    let said = shell::show(shell::cargo(root).args(words))?;
    Ok(count::read(&said.text).exited(said.ok, "the tests could not be built or run"))
}

/// Examples in documentation, only of the crates that have some: they are slow to build.
pub fn docs(root: &Path) -> Result<Outcome> {
    let crates = with_examples(&Tree::read(root)?);
    if crates.is_empty() {
        println!("no example in documentation is meant to run");
        return Ok(Outcome::of(true));
    }
    let mut command = shell::cargo(root);
    command.args(["test", "--doc", "--no-fail-fast"]);
    for name in crates {
        command.args(["--package", &name]);
    }
    let said = shell::show(&mut command)?;
    let mut outcome = count::read(&said.text).exited(said.ok, "the examples could not be built or run");
    outcome.skipped = 0; // Examples marked `ignore` are text, not tests that could not run here.
    Ok(outcome)
}

/// Crates with a runnable example: a fence in a doc comment that says nothing else than Rust.
fn with_examples(tree: &Tree) -> BTreeSet<String> {
    let mut crates = BTreeSet::new();
    for file in tree.ending(".rs").filter(|file| !rust::is_test(&file.path) && file.path.contains("/src/")) {
        let Some((folder, inside)) = file.path.split_once("/src/") else { continue };
        let library = tree.exists(&format!("{folder}/src/lib.rs"));
        if library && inside != "main.rs" && has_example(&file.text) {
            crates.insert(folder.rsplit('/').next().unwrap_or(folder).to_owned());
        }
    }
    crates
}

fn has_example(text: &str) -> bool {
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_start();
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            open = false;
            continue;
        };
        let Some(language) = doc.trim_start().strip_prefix("```") else { continue };
        if !open && matches!(language.trim(), "" | "rust" | "no_run" | "should_panic" | "rust,no_run" | "compile_fail")
        {
            return true;
        }
        open = !open;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fences_that_run_count_as_examples() {
        assert!(has_example("/// A.\n///\n/// ```\n/// f();\n/// ```\n"));
        assert!(!has_example("/// ```text\n/// a\n/// ```\nfn f() { \"```\" }\n/// ```ignore\n/// b\n/// ```\n"));
    }

    #[test]
    fn crates_are_named_by_their_folder() {
        let tree =
            Tree::of(&[("crates/civic/src/lib.rs", ""), ("crates/civic/src/uscc.rs", "/// ```\n/// f();\n/// ```\n")]);
        assert_eq!(with_examples(&tree).into_iter().collect::<Vec<_>>(), ["civic"]);
    }
}
