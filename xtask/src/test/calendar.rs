//! Our table of working days against one that nobody here wrote.

use super::Outcome;
use crate::{python, shell};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "crates/civic/data/check_calendar.py";

/// Makes a private Python with the foreign table and runs the comparison in it.
pub fn run(root: &Path) -> Result<Outcome> {
    if !root.join(SCRIPT).is_file() {
        return Ok(Outcome::failed(format!("{SCRIPT} is missing")));
    }
    let own = match python::with(root, "python", &["chinesecalendar"])? {
        Ok(own) => own,
        Err(absent) => return Ok(absent),
    };
    let said = shell::show(Command::new(&own).arg(SCRIPT).current_dir(root))?;
    Ok(Outcome::of(said.ok))
}
