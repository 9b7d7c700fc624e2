//! A private Python with packages from PyPI, for programs that judge ours and that nobody here wrote.

use crate::shell;
use crate::test::Outcome;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes (or finds) the Python of this name under `target/` and sees to it that the packages are in it.
///
/// Returns its program, or why there is none: then the check that wanted it is skipped, and in continuous
/// integration failed.
pub fn with(root: &Path, name: &str, packages: &[&str]) -> Result<Result<PathBuf, Outcome>> {
    let Some(python) = shell::find(&["python3"]) else {
        return Ok(Err(Outcome::absent("no python3; `apt-get install python3-venv`")));
    };
    let folder = shell::target(root).join(name);
    let own = folder.join("bin/python");
    if !own.is_file() && !shell::show(Command::new(python).args(["-m", "venv"]).arg(&folder))?.ok {
        return Ok(Err(Outcome::absent("no private Python could be made; `apt-get install python3-venv`")));
    }
    let list = packages.join("\n");
    let receipt = folder.join("packages.txt");
    if std::fs::read_to_string(&receipt).is_ok_and(|there| there == list) {
        return Ok(Ok(own));
    }
    println!("fetching {} from PyPI", packages.join(", "));
    let mut pip = Command::new(&own);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "30", "--retries", "2"]);
    if !shell::show(pip.args(packages))?.ok {
        let told = format!("{} could not be fetched from PyPI; needs a network", packages.join(", "));
        return Ok(Err(Outcome::absent(told)));
    }
    std::fs::write(receipt, list)?;
    Ok(Ok(own))
}
