//! What we write for other programs, read by such programs: event logs by pm4py, the catalogue by pySHACL,
//! certificates by PyJWT.

use super::{Outcome, count};
use crate::{python, shell};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Has a story write its files, then lets the foreign programs judge them.
pub fn run(root: &Path) -> Result<Outcome> {
    let own = match python::with(root, "interop-python", &["pm4py", "pyshacl", "pyjwt[crypto]"])? {
        Ok(own) => own,
        Err(absent) => return Ok(absent),
    };
    let folder = shell::target(root).join("interop");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let mut story = shell::cargo(root);
    story.args(["test", "--quiet", "--package", "tongtu", "--test", "stories", "--", "exchange::", "certificates::"]);
    if !shell::show(story.env("TONGTU_INTEROP_OUT", &folder))?.ok {
        return Ok(Outcome::failed("the story that writes the files does not end well"));
    }
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    for export in [
        ["log", "--as=ocel-sqlite", "--database", &file("county.sqlite"), "--out", &file("cases.sqlite")],
        ["catalogue", "--as=turtle", "playbooks/safety-restart", "--region=990121", "--out", &file("safety.ttl")],
    ] {
        let mut program = shell::cargo(root);
        program.args(["run", "--quiet", "--package", "tongtu", "--", "export"]);
        if !shell::show(program.args(export))?.ok {
            return Ok(Outcome::failed(format!("`tongtu export {}` does not write its file", export[0])));
        }
    }
    let mut sum = Outcome::default();
    for (script, files) in [
        ("check_event_log.py", &["cases.xes", "cases.ocel.json", "cases.sqlite"][..]),
        ("check_certificate.py", &["certificate.jws", "jwks.json"][..]),
        ("check_cpsv_ap.py", &["epidemic.ttl", "safety.ttl"][..]),
    ] {
        let mut check = Command::new(&own);
        check.arg(root.join("tests/interop").join(script)).args(files.iter().map(|name| file(name)));
        let said = shell::show(check.env("PYTHONDONTWRITEBYTECODE", "1").env("PM4PY_SHOW_PROGRESS_BAR", "False"))?;
        let outcome = count::read(&said.text).exited(said.ok, &format!("{script} broke off"));
        sum.add(&outcome);
        sum.note.push_str(&outcome.note);
    }
    Ok(sum)
}
