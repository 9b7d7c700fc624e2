//! `cargo xtask fuzz`: bytes that nobody thought of, led by what they reach, against everything that reads.

use crate::shell;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

mod seeds;

/// What makes the compiler count, on a stable toolchain, which edges of the program ran.
const COUNTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=4";
/// Longest input tried, in bytes. The examples of the lints and the documented cases are below it; what
/// is longer takes most of its time to say the same again.
pub const INPUT_MAX: usize = 16_384;
/// One input may take this long, in seconds; more is told like a crash.
const INPUT_SECONDS_MAX: u32 = 20;

/// What is fuzzed: the program under `fuzz/fuzz_targets` and what it reads.
pub const TARGETS: &[(&str, &str)] = &[
    ("catalogue", "lines of a catalogue (`tongtu unblock`)"),
    ("playbook", "whole playbooks: reading, lints, worked examples"),
    ("rule", "the rule language"),
];

/// Flags of `cargo xtask fuzz`.
#[derive(clap::Args)]
pub struct Wish {
    /// Only this target (may be given several times)
    #[arg(long, value_name = "TARGET")]
    only: Vec<String>,
    /// How long each target runs
    #[arg(long, default_value_t = 5)]
    minutes: u32,
}

/// Builds the instrumented targets and runs one after another; false when an input crashed one.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let known = |name: &String| TARGETS.iter().any(|(target, _)| target == name);
    if let Some(unknown) = wish.only.iter().find(|name| !known(name)) {
        let names: Vec<&str> = TARGETS.iter().map(|(target, _)| *target).collect();
        bail!("there is no target `{unknown}`; there are {}", names.join(", "));
    }
    let wished = |target: &str| wish.only.is_empty() || wish.only.iter().any(|name| name == target);
    let host = host(root)?;
    let folder = shell::target(root).join("fuzz");
    build(root, &folder, &host)?;
    let mut well = true;
    for (target, reads) in TARGETS.iter().filter(|(target, _)| wished(target)) {
        eprintln!("\n━━ {target}: {reads}, {} min", wish.minutes);
        let place = Place::new(root, &folder, target)?;
        let binary = folder.join(&host).join("release").join(target);
        let said = shell::show(&mut place.command(&binary, wish.minutes * 60))?;
        let crashes = place.crashes()?;
        for crash in &crashes {
            println!("{target}: crashed by {}", crash.display());
            println!("  again: {} {}", binary.display(), crash.display());
        }
        if crashes.is_empty() && said.ok {
            println!("{target}: no crash in {} min; {}", wish.minutes, closing(&said.text));
        } else {
            well = false;
            println!("{target}: {}", closing(&said.text));
        }
    }
    Ok(well)
}

fn host(root: &Path) -> Result<String> {
    let said = shell::quiet(Command::new("rustc").arg("-vV").current_dir(root))?;
    let line = said.text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).context("`rustc -vV` names no host")
}

fn build(root: &Path, folder: &Path, host: &str) -> Result<()> {
    // with --target the flags reach the programs and not what runs while building them
    let mut cargo = shell::cargo(root);
    cargo.args(["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", host]);
    cargo.arg("--target-dir").arg(folder).env("RUSTFLAGS", COUNTED);
    if shell::show(&mut cargo)?.ok {
        Ok(())
    } else {
        bail!("the fuzz targets could not be built (they need a C++ compiler)")
    }
}

/// Where one target finds its seeds and leaves what it learned.
struct Place {
    seeds: PathBuf,
    learned: PathBuf,
    crashes: PathBuf,
}

impl Place {
    fn new(root: &Path, folder: &Path, target: &str) -> Result<Place> {
        let under = |name: &str| folder.join(name).join(target);
        let place = Place { seeds: under("seeds"), learned: under("learned"), crashes: under("crashes") };
        for folder in [&place.seeds, &place.learned, &place.crashes] {
            std::fs::create_dir_all(folder)?;
        }
        for seed in seeds::of(root, target)? {
            let name = hex::encode(&Sha256::digest(&seed)[..8]);
            std::fs::write(place.seeds.join(name), seed)?;
        }
        Ok(place)
    }

    fn command(&self, binary: &Path, seconds: u32) -> Command {
        let mut command = Command::new(binary);
        command.arg(&self.learned).arg(&self.seeds);
        command.arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-timeout={INPUT_SECONDS_MAX}")).arg(format!("-max_len={INPUT_MAX}"));
        command.arg(format!("-artifact_prefix={}/", self.crashes.display()));
        command.args(["-print_final_stats=1", "-rss_limit_mb=2048"]);
        command
    }

    fn crashes(&self) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.crashes)? {
            found.push(entry?.path());
        }
        found.sort();
        Ok(found)
    }
}

/// What the fuzzer says of its own run: inputs tried, new ones kept.
fn closing(text: &str) -> String {
    let stat = |name: &str| {
        let line = text.lines().rev().find_map(|line| line.strip_prefix(name));
        line.map_or("?", |line| line.trim_start_matches(':').trim()).to_owned()
    };
    let edges = text.lines().rev().find_map(|line| line.split(" cov: ").nth(1)?.split(' ').next());
    format!(
        "{} inputs tried, {} edges reached, {} inputs kept as new",
        stat("stat::number_of_executed_units"),
        edges.unwrap_or("?"),
        stat("stat::new_units_added")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_words_of_the_fuzzer_are_read() {
        let text = "#2\tINITED cov: 3 ft: 4 corp: 1/1b\n#9\tDONE   cov: 1524 ft: 7 corp: 2\n\
            stat::number_of_executed_units: 9\nstat::new_units_added:          2\n";
        assert_eq!(closing(text), "9 inputs tried, 1524 edges reached, 2 inputs kept as new");
    }
}
