//! The programming interface judged by others: its description by openapi-spec-validator, its answers by Schemathesis.

use super::Outcome;
use crate::bench::Program;
use crate::{python, shell};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// The judges; the version of the one whose cases are counted is held, so that a run can be repeated.
const PACKAGES: &[&str] = &["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"];

/// Lays out a county with keys, serves it, and lets the judges ask.
pub fn run(root: &Path) -> Result<Outcome> {
    let own = match python::with(root, "api-python", PACKAGES)? {
        Ok(own) => own,
        Err(absent) => return Ok(absent),
    };
    let folder = shell::target(root).join("api");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let mut story = shell::cargo(root);
    story.args(["test", "--quiet", "--package", "tongtu", "--test", "stories", "api::a_county_is_laid_out"]);
    if !shell::show(story.env("TONGTU_API_OUT", &folder))?.ok {
        return Ok(Outcome::failed("the story that lays out the county does not end well"));
    }
    let keys: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("keys.json"))?)?;
    let program = Program::start(&shell::target(root).join("debug/tongtu"), &folder, true)?;
    let document = format!("{}/api/openapi.json", program.address);
    let beside = |name: &str| own.with_file_name(name);
    let mut sum = Outcome::default();
    // the validator reads files only
    let file = folder.join("openapi.json");
    let fetch = "import sys, urllib.request as u; u.urlretrieve(*sys.argv[1:])";
    sum.add(&judged(Command::new(&own).args(["-c", fetch, &document]).arg(&file))?);
    sum.add(&judged(Command::new(beside("openapi-spec-validator")).args(["--subschema-errors", "all"]).arg(&file))?);
    for owner in ["enterprise", "agency"] {
        let key = keys[owner].as_str().context("the story writes both keys")?;
        let mut cases = Command::new(beside("st"));
        cases.current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1");
        cases.arg("--config-file").arg(root.join("tests/interop/schemathesis.toml"));
        cases.args(["run", &document, "--header", &format!("Authorization: Bearer {key}")]);
        sum.add(&judged(&mut cases)?);
    }
    Ok(sum)
}

fn judged(command: &mut Command) -> Result<Outcome> {
    Ok(Outcome::of(shell::show(command)?.ok))
}
