//! `cargo xtask test`: every check there is, part by part, with what each found and how long it took.

mod api;
mod bpmn;
mod browser;
mod calendar;
mod clingo;
mod count;
mod interop;
mod outcome;
pub mod postgres;
mod rust_tests;
mod sarif;
mod system;

use crate::{new, shell, tidy};
use anyhow::{Result, bail};
pub use outcome::Outcome;
use std::path::Path;
use std::time::Instant;

/// Flags of `cargo xtask test`.
#[derive(clap::Args)]
pub struct Wish {
    /// Run only this part (may be given several times)
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Leave this part out (may be given several times)
    #[arg(long, value_name = "PART")]
    skip: Vec<String>,
    /// Run also what takes too long for every day
    #[arg(long)]
    nightly: bool,
    /// Say what the parts are and run none
    #[arg(long)]
    list: bool,
}

/// A part of the whole: its name, what it does, and how.
struct Part {
    name: &'static str,
    about: &'static str,
    run: fn(&Path) -> Result<Outcome>,
}

const PARTS: &[Part] = &[
    Part {
        name: "system",
        about: "what else must be installed: browser, fonts, PostgreSQL, Node.js",
        run: system::run,
    },
    Part { name: "fmt", about: "cargo fmt --check", run: |root| cargo(root, &["fmt", "--all", "--check"]) },
    Part { name: "clippy", about: "clippy on every target, warnings denied", run: clippy },
    Part {
        name: "tidy",
        about: "layout, sizes, words, SQL text, links, generated pages",
        run: |root| tidy::without_format(root).map(Outcome::of),
    },
    Part { name: "rust", about: "all Rust tests", run: rust_tests::run },
    Part { name: "clingo", about: "what is blocked in 500 random catalogues, against PyPI clingo", run: clingo::run },
    Part { name: "doc", about: "examples in the documentation of the code", run: rust_tests::docs },
    Part { name: "calendar", about: "working days 2004-2026 against PyPI chinesecalendar", run: calendar::run },
    Part {
        name: "interop",
        about: "event logs by pm4py, the catalogue by pySHACL, certificates by PyJWT",
        run: interop::run,
    },
    Part { name: "api", about: "the programming interface by Schemathesis and openapi-spec-validator", run: api::run },
    Part { name: "sarif", about: "findings as SARIF against its schema, by jsonschema", run: sarif::run },
    Part {
        name: "new",
        about: "a new feature and a new lint, in a copy: they compile and pass tidy",
        run: new::rehearse,
    },
    Part { name: "build", about: "the release binary", run: |root| cargo(root, browser::BUILD) },
    Part {
        name: "bpmn",
        about: "every service as BPMN: bpmn.io's parser and linter, the official schema",
        run: bpmn::run,
    },
    Part { name: "browser", about: "the binary in a real browser, on SQLite", run: browser::on_sqlite },
    Part { name: "postgres", about: "the same in a real browser, on a private PostgreSQL", run: browser::on_postgres },
];

/// Parts of a nightly run, after the others.
const NIGHTLY: &[Part] = &[
    Part {
        name: "clingo-10k",
        about: "what is blocked in 10,000 random catalogues, against PyPI clingo",
        run: clingo::run_nightly,
    },
    Part {
        name: "browser-all",
        about: "the story in every combination of language, width and JavaScript",
        run: browser::in_all_views,
    },
];

/// Runs the wished parts; a failed part never stops the later ones.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    if wish.list {
        for part in PARTS.iter().chain(NIGHTLY) {
            println!("{:<10} {}", part.name, part.about);
        }
        return Ok(true);
    }
    let parts = wished(wish)?;
    let started = Instant::now();
    let mut sum = Outcome::default();
    let mut lines = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        println!("\n━━ {}/{} {}: {}", n + 1, parts.len(), part.name, part.about);
        let begun = Instant::now();
        let outcome = (part.run)(root).unwrap_or_else(|fault| Outcome::failed(format!("{fault:#}")));
        let line = format!(
            "{} {:<10} {:>5.0} s  {}",
            outcome.mark(),
            part.name,
            begun.elapsed().as_secs_f32(),
            outcome.told()
        );
        println!("━━ {line}");
        lines.push(line);
        sum.add(&outcome);
    }
    println!("\n━━ all parts, {:.0} s", started.elapsed().as_secs_f32());
    lines.iter().for_each(|line| println!("{line}"));
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    Ok(sum.failed == 0)
}

fn wished(wish: &Wish) -> Result<Vec<&'static Part>> {
    for name in wish.only.iter().chain(&wish.skip) {
        if !PARTS.iter().chain(NIGHTLY).any(|part| part.name == name) {
            bail!("there is no part `{name}`; `cargo xtask test --list` names them");
        }
    }
    let named = |names: &[String], part: &Part| names.iter().any(|name| name == part.name);
    let usual = |part: &&Part| wish.only.is_empty() || named(&wish.only, part);
    let nightly = |part: &&Part| named(&wish.only, part) || (wish.nightly && wish.only.is_empty());
    let kept = PARTS.iter().filter(usual).chain(NIGHTLY.iter().filter(nightly));
    Ok(kept.filter(|part| !named(&wish.skip, part)).collect())
}

fn cargo(root: &Path, words: &[&str]) -> Result<Outcome> {
    Ok(Outcome::of(shell::show(shell::cargo(root).args(words))?.ok))
}

fn clippy(root: &Path) -> Result<Outcome> {
    cargo(root, &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Ok(wished(&Wish { only: own(only), skip: own(skip), nightly: false, list: false })?
            .iter()
            .map(|part| part.name)
            .collect())
    }

    #[test]
    fn parts_can_be_chosen_and_left_out() {
        assert_eq!(names(&[], &[]).unwrap().len(), PARTS.len());
        assert_eq!(names(&["tidy", "fmt"], &["fmt"]).unwrap(), ["tidy"]);
        assert_eq!(names(&["clingo-10k"], &[]).unwrap(), ["clingo-10k"]);
    }

    #[test]
    fn an_unknown_part_is_refused() {
        assert!(names(&["tity"], &[]).unwrap_err().to_string().contains("no part `tity`"));
    }
}
