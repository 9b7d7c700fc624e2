//! What cannot be had, against clingo: the same random small catalogues given to a solver nobody here wrote.

use super::Outcome;
use crate::chance::Chance;
use crate::{python, shell};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const PEER: &str = "bench/unblock/peer.py";
const USUAL: u64 = 500;
const NIGHTLY: u64 = 10_000;
const SEED: u64 = 20_200_303;

/// Compares 500 catalogues.
pub fn run(root: &Path) -> Result<Outcome> {
    of(root, USUAL)
}

/// Compares 10,000 catalogues.
pub fn run_nightly(root: &Path) -> Result<Outcome> {
    of(root, NIGHTLY)
}

fn of(root: &Path, count: u64) -> Result<Outcome> {
    let python = match python::with(root, "clingo-python", &["clingo"])? {
        Ok(python) => python,
        Err(outcome) => return Ok(outcome),
    };
    let catalogues = catalogues(count, SEED);
    let file = shell::target(root).join("clingo-catalogues.jsonl");
    std::fs::write(&file, catalogues.concat()).context("the catalogues could not be written")?;
    let mut ours = shell::cargo(root);
    ours.args(["run", "--quiet", "--package", "unblock", "--example", "answer", "--", "batch"]).arg(&file);
    let ours = shell::answer(&mut ours)?;
    let theirs = shell::answer(Command::new(python).arg(PEER).arg("batch").arg(&file).current_dir(root))?;
    compare(&catalogues, &ours, &theirs)
}

/// One check a catalogue; the first that differs is shown whole.
fn compare(catalogues: &[String], ours: &str, theirs: &str) -> Result<Outcome> {
    let (ours, theirs) = (blocked(ours)?, blocked(theirs)?);
    if ours.len() != catalogues.len() || theirs.len() != catalogues.len() {
        let (all, ours, theirs) = (catalogues.len(), ours.len(), theirs.len());
        return Ok(Outcome::failed(format!("of {all} catalogues we answered {ours} and clingo {theirs}")));
    }
    let differ: Vec<usize> = (0..catalogues.len()).filter(|at| ours[*at] != theirs[*at]).collect();
    if let Some(first) = differ.first() {
        println!("ours {:?}\nclingo {:?}\n{}", ours[*first], theirs[*first], catalogues[*first]);
    }
    let some = ours.iter().filter(|blocked| !blocked.is_empty()).count();
    Ok(Outcome {
        passed: (catalogues.len() - differ.len()) as u64,
        failed: differ.len() as u64,
        skipped: 0,
        note: format!("something is blocked in {some} of {} catalogues; every core is minimal", catalogues.len()),
    })
}

fn blocked(text: &str) -> Result<Vec<Vec<u64>>> {
    text.lines()
        .map(|line| {
            let mut ids: Vec<u64> = serde_json::from_str(line).with_context(|| format!("not a list of ids: {line}"))?;
            ids.sort_unstable();
            Ok(ids)
        })
        .collect()
}

/// Small catalogues of ten things, each begun by a line that says who asks.
fn catalogues(count: u64, seed: u64) -> Vec<String> {
    let mut chance = Chance(seed);
    (0..count).map(|_| catalogue(&mut chance)).collect()
}

fn catalogue(chance: &mut Chance) -> String {
    const THINGS: u64 = 10;
    let mut text = format!("# ind={},tier={}\n", chance.below(3), chance.below(2));
    let held = chance.below(3);
    let mut line = |chance: &mut Chance, what: String| {
        let only = if chance.once_in(6) { format!(",{}", condition(chance)) } else { String::new() };
        writeln!(text, "{{{what}{only}}}").expect("a string takes any text");
    };
    for id in 0..held {
        line(chance, format!("\"held\":{id}"));
    }
    for id in held..THINGS {
        // none: nobody issues it; two: alternatives
        for _ in 0..[0, 1, 1, 1, 1, 2][chance.below(6) as usize] {
            let needs: Vec<String> = (0..chance.below(4)).map(|_| need(chance, THINGS)).collect();
            line(chance, format!("\"service\":{id},\"needs\":[{}]", needs.join(",")));
        }
    }
    text
}

fn need(chance: &mut Chance, things: u64) -> String {
    let any: Vec<String> = (0..=chance.below(4)).map(|_| chance.below(things).to_string()).collect();
    // from none of them up to one more than there are
    let least = chance.below(any.len() as u64 + 2);
    let least = if chance.once_in(2) { format!(",\"at_least\":{least}") } else { String::new() };
    let only = if chance.once_in(5) { format!(",{}", condition(chance)) } else { String::new() };
    format!("{{\"any\":[{}]{least}{only}}}", any.join(","))
}

fn condition(chance: &mut Chance) -> String {
    let ind = chance.below(3);
    if chance.once_in(3) {
        format!("\"if\":{{\"ind\":{ind},\"tier\":{}}}", chance.below(2))
    } else {
        format!("\"if\":{{\"ind\":{ind}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_catalogues_of_every_shape() {
        let made = catalogues(USUAL, SEED);
        assert_eq!(made, catalogues(USUAL, SEED));
        let all = made.concat();
        for shape in ["\"held\":0", "\"at_least\":0", "\"at_least\":3", "\"if\":{\"ind\":2,\"tier\":1}", "\"any\":[4,"]
        {
            assert!(all.contains(shape), "{shape}");
        }
    }

    #[test]
    fn a_catalogue_answered_otherwise_is_a_failure() {
        let both = ["# \n".to_owned(), "# \n".to_owned()];
        let outcome = compare(&both, "[1,2]\n[]\n", "[2,1]\n[3]\n").unwrap();
        assert_eq!((outcome.passed, outcome.failed), (1, 1));
        assert_eq!(compare(&both, "[]\n", "[]\n[]\n").unwrap().failed, 1);
    }
}
