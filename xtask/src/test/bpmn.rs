//! Every service of every rule book, exported as BPMN and judged by programs of others.

use super::{Outcome, browser, count};
use crate::{python, shell};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exports all services in both languages and hands the files to `tests/processes/check.mjs`.
pub fn run(root: &Path) -> Result<Outcome> {
    let Some(node) = shell::find(&["node"]) else {
        return Ok(Outcome::absent("no Node.js; `apt-get install nodejs npm`"));
    };
    if !root.join("tests/processes/node_modules/bpmn-moddle").is_dir() {
        return Ok(Outcome::absent("`npm ci` has not been run in tests/processes"));
    }
    if !shell::quiet(shell::cargo(root).args(browser::BUILD).arg("--quiet"))?.ok {
        return Ok(Outcome::failed("the release binary could not be built"));
    }
    let target = shell::target(root);
    let folder = target.join("bpmn");
    std::fs::create_dir_all(&folder)?;
    let mut written = Vec::new();
    for (book, service) in services(&root.join("playbooks"))? {
        for lang in ["zh-CN", "en"] {
            let name = book.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = folder.join(format!("{name}-{service}-{lang}.bpmn"));
            let mut export = Command::new(target.join("release/tongtu"));
            export
                .args(["export", "bpmn"])
                .arg(&book)
                .args(["--service", &service, "--lang", lang, "--out"])
                .arg(&file);
            if !shell::quiet(&mut export)?.ok {
                return Ok(Outcome::failed(format!("`{service}` of `{name}` could not be exported")));
            }
            written.push(file);
        }
    }
    let said = shell::show(Command::new(node).arg("tests/processes/check.mjs").args(&written).current_dir(root))?;
    let mut sum = count::read(&said.text).exited(said.ok, "the check of BPMN files broke off");
    let schema = against_the_schema(root, &written)?;
    sum.add(&schema);
    sum.note.push_str(&schema.note);
    Ok(sum)
}

/// Judged by the official schema of BPMN 2.0, which SpiffWorkflow ships.
fn against_the_schema(root: &Path, files: &[PathBuf]) -> Result<Outcome> {
    let own = match python::with(root, "bpmn-python", &["spiffworkflow"])? {
        Ok(own) => own,
        Err(absent) => return Ok(absent),
    };
    let mut check = Command::new(own);
    check.arg("tests/processes/check_schema.py").args(files).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(root);
    let said = shell::show(&mut check)?;
    Ok(count::read(&said.text).exited(said.ok, "the check against the schema broke off"))
}

/// Every rule book with the ids of its services.
fn services(below: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut open = vec![below.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if folder.ends_with("services")
                && folder.with_file_name("playbook.toml").is_file()
                && let (Some(book), Some(id)) = (folder.parent(), path.file_stem())
            {
                found.push((book.to_path_buf(), id.to_string_lossy().into_owned()));
            }
        }
    }
    found.sort();
    Ok(found)
}
