//! The part `new` of the tests: in a copy of the project, a new feature and a new lint compile and pass tidy.

use crate::shell;
use crate::test::Outcome;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

const FEATURE: &str = "rehearsal";
const LINT: &str = "rehearsed-pattern";

/// What may be touched beside the two folders' own files.
const ALLOWED: &[&str] = &[
    "features/firms/src/lib.rs",
    "features/firms/src/rehearsal/",
    "crates/playbook/src/lints/mod.rs",
    "crates/playbook/src/lints/rehearsed_pattern.rs",
    "crates/playbook/src/lints/rehearsed-pattern.",
    "docs/generated/",
];

/// Copies the project, adds one of each, and looks at what came of it.
pub fn rehearse(root: &Path) -> Result<Outcome> {
    let target = shell::target(root);
    let copy = copy(root, &target.join("rehearsal"))?;
    let begun = std::fs::metadata(copy.join(".git"))?.modified()?;
    let mut outcome = Outcome::default();
    for (name, mut command) in steps(&copy)? {
        let ok = shell::show(command.current_dir(&copy).env("CARGO_TARGET_DIR", &target))?.ok;
        println!("{} {name}", if ok { "✓" } else { "✗" });
        outcome.add(&Outcome::of(ok));
    }
    forget(&target, begun)?;
    let touched = touched(&copy)?;
    let stray: Vec<&String> = touched.iter().filter(|path| !is_allowed(path)).collect();
    let mark = if stray.is_empty() { "✓" } else { "✗" };
    println!("{mark} {} files touched, outside of the two folders and their lines: {stray:?}", touched.len());
    outcome.add(&Outcome::of(stray.is_empty()));
    Ok(outcome)
}

/// What was built from the copy must not pass for fresh when the project itself is built next: cargo knows a crate by
/// its path within the project, which the copy shares.
fn forget(target: &Path, since: SystemTime) -> Result<()> {
    let marks = target.join("debug/.fingerprint");
    for mark in std::fs::read_dir(&marks).with_context(|| marks.display().to_string())? {
        let folder = mark?.path();
        let mut newest = SystemTime::UNIX_EPOCH;
        for file in std::fs::read_dir(&folder)? {
            newest = newest.max(file?.metadata()?.modified()?);
        }
        if newest >= since {
            std::fs::remove_dir_all(&folder)?;
        }
    }
    Ok(())
}

/// What a person would do, in order.
fn steps(copy: &Path) -> Result<Vec<(&'static str, Command)>> {
    let xtask = std::env::current_exe().context("where xtask itself is")?;
    let ours = |words: &[&str]| with(Command::new(&xtask), words);
    let cargo = |words: &[&str]| with(shell::cargo(copy), words);
    let crates = ["--package", "firms", "--package", "playbook"];
    Ok(vec![
        ("a new feature is laid down", ours(&["new", "feature", FEATURE, "--group", "firms"])),
        ("a new lint is laid down", ours(&["new", "lint", LINT])),
        (
            "both compile without a warning",
            with(with(cargo(&["clippy", "--quiet", "--all-targets"]), &crates), &["--", "-D", "warnings"]),
        ),
        ("their tests pass", with(with(cargo(&["test", "--quiet", "--lib"]), &crates), &["--", "rehears", "lints"])),
        ("generated pages are written again", ours(&["gen"])),
        ("everything is tidy", ours(&["tidy"])),
    ])
}

fn with(mut command: Command, words: &[&str]) -> Command {
    command.args(words);
    command
}

fn is_allowed(path: &str) -> bool {
    ALLOWED.iter().any(|allowed| path.starts_with(allowed))
}

/// The tracked and the new files of the project in a folder of their own, with a history of one commit.
fn copy(root: &Path, to: &Path) -> Result<PathBuf> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    for file in &crate::tree::Tree::read(root)?.files {
        let place = to.join(&file.path);
        std::fs::create_dir_all(place.parent().unwrap_or(to))?;
        std::fs::copy(root.join(&file.path), place)?;
    }
    git(to, &["init", "--quiet"])?;
    git(to, &["add", "--all"])?;
    git(
        to,
        &[
            "-c",
            "user.name=rehearsal",
            "-c",
            "user.email=rehearsal@example.org",
            "-c",
            "commit.gpgsign=false",
            "commit",
            "--quiet",
            "--no-verify",
            "--message",
            "before",
        ],
    )?;
    Ok(to.to_owned())
}

fn touched(copy: &Path) -> Result<Vec<String>> {
    let said = git(copy, &["status", "--porcelain", "--untracked-files=all"])?;
    Ok(said.lines().filter_map(|line| line.get(3..)).map(|path| path.trim_matches('"').to_owned()).collect())
}

fn git(folder: &Path, words: &[&str]) -> Result<String> {
    let said = shell::quiet(Command::new("git").args(words).current_dir(folder))?;
    if !said.ok {
        bail!("git {}: {}", words[0], said.text.trim());
    }
    Ok(said.text)
}
