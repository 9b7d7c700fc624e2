//! `cargo tidy`: the checks of layout, sizes, words, SQL text and links; all findings at once, in seconds.

mod floors;
mod folders;
mod links;
mod lints;
mod needs;
mod paths;
mod pure;
mod sizes;
mod sql;
mod terms;
mod words;

use crate::tree::Tree;
use crate::{generate, shell};
use anyhow::Result;
use std::path::Path;
use std::time::Instant;

/// Flags of `cargo tidy`.
#[derive(clap::Args, Default)]
pub struct Wish {
    /// Write the ratchet again with the smaller numbers reached since
    #[arg(long)]
    tighten: bool,
    /// Leave out what needs a build: whether generated pages are fresh
    #[arg(long)]
    quick: bool,
}

/// One thing to put right.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
pub struct Finding {
    /// The file's path from the root.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub todo: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn at(file: &str, line: usize, what: impl Into<String>, todo: impl Into<String>) -> Finding {
        Finding { file: file.into(), line, what: what.into(), todo: todo.into() }
    }
}

/// A check: its name, what it holds, and how.
type Check = (&'static str, &'static str, fn(&Tree) -> Vec<Finding>);

const CHECKS: &[Check] = &[
    ("floors", "a crate uses only lower floors", floors::check),
    ("needs", "a feature uses only what its record says it needs", needs::check),
    ("pure", "pure crates read no disk, clock, network or chance", pure::check),
    ("sizes", "files and functions stay short", sizes::check),
    ("folders", "a feature folder is complete and registered", folders::check),
    ("lints", "a lint has its code and its prose in both languages", lints::check),
    ("words", "words exist in both languages and are used", words::check),
    ("sql", "SQL text stays inside what both engines share", sql::check),
    ("paths", "no path of one machine is written down", paths::check),
    ("terms", "docs/words.md says each term once, in both languages", terms::check),
    ("links", "links between pages lead somewhere", links::check),
];

/// Runs every check, prints all findings, and says whether there were none.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    if wish.tighten {
        let tree = Tree::read(root)?;
        let (text, changed) = sizes::tightened(&tree);
        std::fs::write(root.join(sizes::RATCHET), text)?;
        println!("{}: {changed} entries made smaller or dropped", sizes::RATCHET);
    }
    let formatted = formatted(root)?;
    let plain = plain(root)?;
    let fresh = wish.quick || fresh(root)?;
    Ok(formatted && plain && fresh)
}

/// Everything but formatting: the text checks, then the generated pages.
pub fn without_format(root: &Path) -> Result<bool> {
    Ok(plain(root)? & fresh(root)?)
}

fn plain(root: &Path) -> Result<bool> {
    let started = Instant::now();
    let tree = Tree::read(root)?;
    let mut count = 0;
    for (name, about, check) in CHECKS {
        let mut findings = check(&tree);
        findings.sort();
        findings.dedup();
        count += findings.len();
        let verdict = if findings.is_empty() { "ok".to_owned() } else { format!("{} found", findings.len()) };
        println!("tidy {name:<8} {verdict:<9} {about}");
        for finding in findings {
            println!("  {}:{}: {}", finding.file, finding.line, finding.what);
            println!("      {}", finding.todo);
        }
    }
    println!("tidy: {} files read, {count} findings, {:.1} s", tree.files.len(), started.elapsed().as_secs_f32());
    Ok(count == 0)
}

fn formatted(root: &Path) -> Result<bool> {
    let said = shell::quiet(shell::cargo(root).args(["fmt", "--all", "--check", "--", "--files-with-diff"]))?;
    println!("tidy {:<8} {:<9} cargo fmt", "format", if said.ok { "ok" } else { "found" });
    if !said.ok {
        for line in said.text.lines() {
            println!("  {}", line.strip_prefix(&format!("{}/", root.display())).unwrap_or(line));
        }
        println!("      run `cargo fmt`");
    }
    Ok(said.ok)
}

/// The program itself compares the generated pages with its records.
fn fresh(root: &Path) -> Result<bool> {
    let said = shell::quiet(&mut generate::command(root, true))?;
    println!("tidy {:<8} {:<9} pages in {} are fresh", "gen", if said.ok { "ok" } else { "found" }, generate::FOLDER);
    if !said.ok {
        println!("{}\n      run `cargo xtask gen`, look at the difference, commit it", said.text.trim_end());
    }
    Ok(said.ok)
}
