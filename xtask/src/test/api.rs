//! The programming interface judged by others: its description by openapi-spec-validator, its answers by Schemathesis.

mod answered;

use super::Outcome;
use crate::bench::Program;
use crate::{python, shell};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// The judges; the version of the one whose cases are counted is held, so that a run can be repeated.
const PACKAGES: &[&str] = &["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"];

/// Whose keys ask.
const OWNERS: [&str; 2] = ["enterprise", "agency"];

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
    story.args(["test", "--quiet", "--package", "tongtu", "--test", "stories", "api_county::a_county_is_laid_out"]);
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
    for owner in OWNERS {
        let key = keys[owner]["key"].as_str().context("the story writes both keys")?;
        let mut cases = Command::new(beside("st"));
        cases.current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1");
        cases.env("SCHEMATHESIS_HOOKS", root.join("tests/interop/schemathesis_hooks.py"));
        cases.env("TONGTU_API_OUT", &folder).env("TONGTU_API_OWNER", owner);
        cases.arg("--config-file").arg(root.join("tests/interop/schemathesis.toml"));
        cases.args(["run", &document, "--header", &format!("Authorization: Bearer {key}")]);
        sum.add(&judged(&mut cases)?);
    }
    let described: serde_json::Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    let mut counted = answered::Answered::of(&described);
    // the description itself was read above, by the validator and by each run
    counted.add(&serde_json::json!({"readDescription": {"200": 1}}));
    for owner in OWNERS {
        let text =
            std::fs::read(folder.join(format!("answered-{owner}.json"))).context("the hooks count the answers")?;
        counted.add(&serde_json::from_slice(&text)?);
    }
    println!("{}", counted.table());
    let never = counted.never_done();
    if !never.is_empty() {
        println!("never answered 2xx, so hardly tested: {}", never.join(", "));
    }
    sum.add(&Outcome::of(never.is_empty()));
    Ok(sum)
}

fn judged(command: &mut Command) -> Result<Outcome> {
    Ok(Outcome::of(shell::show(command)?.ok))
}
