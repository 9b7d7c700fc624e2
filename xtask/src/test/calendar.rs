//! Our table of working days against one that nobody here wrote.

use super::Outcome;
use crate::shell;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "crates/civic/data/check_calendar.py";
const FOREIGN: &str = "chinesecalendar";

/// Makes a private Python with the foreign table and runs the comparison in it.
pub fn run(root: &Path) -> Result<Outcome> {
    if !root.join(SCRIPT).is_file() {
        return Ok(Outcome::failed(format!("{SCRIPT} is missing")));
    }
    let Some(python) = shell::find(&["python3"]) else {
        return Ok(Outcome::absent("no python3; `apt-get install python3-venv`"));
    };
    let folder = shell::target(root).join("python");
    let own = folder.join("bin/python");
    if !own.is_file() && !shell::show(Command::new(python).args(["-m", "venv"]).arg(&folder))?.ok {
        return Ok(Outcome::absent("no private Python could be made; `apt-get install python3-venv`"));
    }
    let has =
        |own: &Path| shell::quiet(Command::new(own).args(["-c", "import chinese_calendar"])).is_ok_and(|said| said.ok);
    if !has(&own) {
        let mut pip = Command::new(&own);
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--timeout",
            "20",
            "--retries",
            "1",
            FOREIGN,
        ]);
        if !shell::show(&mut pip)?.ok {
            return Ok(Outcome::skipped(format!("{FOREIGN} could not be fetched from PyPI; needs a network")));
        }
    }
    let said = shell::show(Command::new(&own).arg(SCRIPT).current_dir(root))?;
    Ok(Outcome::of(said.ok))
}
