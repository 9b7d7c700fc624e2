//! The house: how fast it is up, how much memory it takes when idle, how large it is.

use super::program::Program;
use super::{Row, http};
use crate::shell;
use anyhow::{Result, bail};
use std::path::Path;
use std::time::Instant;

const TIMES: usize = 7;
const REQUESTS: usize = 100;

/// Builds the release binary and measures it.
pub fn measure(root: &Path) -> Result<Vec<Row>> {
    if !shell::show(shell::cargo(root).args(["build", "--release", "--package", "tongtu"]))?.ok {
        bail!("the release binary could not be built");
    }
    let binary = shell::target(root).join("release/tongtu");
    let folder = std::env::temp_dir().join(format!("tongtu-bench-{}", std::process::id()));
    let measured = at(&binary, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn at(binary: &Path, folder: &Path) -> Result<Vec<Row>> {
    let fresh = (0..TIMES)
        .map(|n| start(binary, &folder.join(n.to_string()), false).map(|(s, _)| s))
        .collect::<Result<Vec<f64>>>()?;
    let kept =
        (0..TIMES).map(|_| start(binary, &folder.join("0"), true).map(|(s, _)| s)).collect::<Result<Vec<f64>>>()?;
    let (_, program) = start(binary, &folder.join("0"), true)?;
    let idle = program.memory_mb()?;
    for _ in 0..REQUESTS {
        http::get(&program.address, "/")?;
    }
    let after = program.memory_mb()?;
    let size = std::fs::metadata(binary)?.len() as f64 / 1e6;
    let row = |what: String, value, goal, unit| Row { what, value, goal: Some(goal), unit };
    Ok(vec![
        row(format!("cold start on a kept database to first 200 (median of {TIMES})"), median(kept), 1.0, "s"),
        row(format!("cold start with the demo county made anew (median of {TIMES})"), median(fresh), 1.0, "s"),
        row("idle memory after start".into(), idle, 60.0, "MB"),
        row(format!("memory after {REQUESTS} requests"), after, 60.0, "MB"),
        row("size of the binary".into(), size, 30.0, "MB"),
    ])
}

/// Seconds from the start of the program to its first page.
fn start(binary: &Path, data: &Path, keep: bool) -> Result<(f64, Program)> {
    let begun = Instant::now();
    let program = Program::start(binary, data, keep)?;
    let (status, _) = http::get(&program.address, "/")?;
    if status != 200 {
        bail!("the first page answered {status}");
    }
    Ok((begun.elapsed().as_secs_f64(), program))
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
