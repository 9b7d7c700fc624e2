//! A whole province of rules, read and linted: the clock of the person who waits for it.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

use crate::shell;

/// Papers and services.
const NODES: usize = 10_000;
/// The most that reading and all lints may take, in milliseconds.
const MOST_MS: f64 = 100.0;

/// What was measured.
#[derive(Clone, Debug, Deserialize)]
pub struct Province {
    nodes: usize,
    files: usize,
    /// reading alone, in seconds by the clock, best of nine
    read_s: f64,
    /// reading and all lints
    whole_s: f64,
}

/// Builds and runs the example `province` of the playbook crate.
pub fn measure(root: &Path) -> Result<Province> {
    eprintln!("a province of {NODES} papers and services");
    let build = ["build", "--release", "--package", "playbook", "--example", "province"];
    anyhow::ensure!(shell::show(shell::cargo(root).args(build))?.ok, "the province could not be built");
    let binary = shell::target(root).join("release/examples/province");
    let said = shell::quiet(std::process::Command::new(binary).args([&NODES.to_string(), "json"]))?;
    let line = said.text.lines().last().context("it printed nothing")?;
    serde_json::from_str(line).context("the province gave no answer that can be read")
}

impl Province {
    /// True when the goal is met.
    pub fn is_well(&self) -> bool {
        self.whole_s * 1e3 <= MOST_MS
    }

    /// A line as those of the engine's goals.
    pub fn human(&self) -> String {
        let here = self.whole_s * 1e3;
        let met = if self.is_well() { "met" } else { "MISSED" };
        format!(
            "\n{} papers and services in {} files; by the clock, on all cores; reading alone {:.1} ms\n\
             goal: {:<48} {here:>8.1} <= {MOST_MS} ms  {met}\n",
            self.nodes,
            self.files,
            self.read_s * 1e3,
            "a province read and linted"
        )
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let (read, here) = (self.read_s * 1e3, self.whole_s * 1e3);
        json!({"nodes": self.nodes, "files": self.files, "read_ms": read, "here": here, "most": MOST_MS, "unit": "ms", "met": self.is_well()})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_that_takes_too_long_is_told() {
        let told = |whole_s| Province { nodes: 10_000, files: 2_004, read_s: 0.04, whole_s };
        assert!(told(0.08).is_well());
        assert!(told(0.08).human().ends_with("80.0 <= 100 ms  met\n"));
        assert!(told(0.12).human().ends_with("120.0 <= 100 ms  MISSED\n"));
        assert_eq!(told(0.12).json()["met"], false);
    }
}
