//! Findings as SARIF, held against the schema of SARIF 2.1.0 by a validator that nobody here wrote.

use super::Outcome;
use crate::{python, shell};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "tests/sarif/check_sarif.py";

/// Lints every playbook with the program and has the logs judged.
pub fn run(root: &Path) -> Result<Outcome> {
    let own = match python::with(root, "sarif-python", &["jsonschema"])? {
        Ok(own) => own,
        Err(absent) => return Ok(absent),
    };
    if !shell::show(shell::cargo(root).args(["build", "--quiet", "--package", "tongtu"]))?.ok {
        return Ok(Outcome::failed("the program does not build"));
    }
    let mut playbooks = vec![root.join("playbooks/epidemic"), root.join("playbooks/safety-restart")];
    for entry in std::fs::read_dir(root.join("playbooks/cases"))? {
        playbooks.extend(Some(entry?.path()).filter(|path| path.is_dir()));
    }
    playbooks.sort();
    let mut check = Command::new(&own);
    check.arg(root.join(SCRIPT)).arg(shell::target(root).join("debug/tongtu")).args(playbooks);
    let said = shell::show(check.env("PYTHONDONTWRITEBYTECODE", "1"))?;
    Ok(Outcome::of(said.ok))
}
