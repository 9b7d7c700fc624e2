//! The release binary in a real browser, on SQLite and on PostgreSQL.

use super::postgres::{self, Server};
use super::{Outcome, count};
use crate::shell;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the one release binary is built.
pub const BUILD: &[&str] = &["build", "--release", "--package", "tongtu"];

/// Where Debian and others put the browser.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| shell::find(&["chromium", "chromium-browser", "google-chrome"]))
}

/// Every page and the story, on the database of the demo.
pub fn on_sqlite(root: &Path) -> Result<Outcome> {
    in_browser(root, "sqlite", &[])
}

/// The story in every view there is.
pub fn in_all_views(root: &Path) -> Result<Outcome> {
    in_browser(root, "sqlite", &["--only", "story", "--all"])
}

/// The same on PostgreSQL.
pub fn on_postgres(root: &Path) -> Result<Outcome> {
    if postgres::programs().is_none() {
        return Ok(Outcome::absent("no PostgreSQL server; `apt-get install postgresql`"));
    }
    let server = Server::start()?;
    in_browser(root, "postgres", &["--few", "--database", &server.url])
}

fn in_browser(root: &Path, name: &str, more: &[&str]) -> Result<Outcome> {
    let (Some(node), Some(chromium)) = (shell::find(&["node"]), chromium()) else {
        return Ok(Outcome::absent("no Node.js or no Chromium; `apt-get install nodejs npm chromium`"));
    };
    if !root.join("tests/browser/node_modules/playwright-core").is_dir() {
        return Ok(Outcome::absent("`npm ci` has not been run in tests/browser"));
    }
    if !shell::quiet(shell::cargo(root).args(BUILD).arg("--quiet"))?.ok {
        return Ok(Outcome::failed("the release binary could not be built"));
    }
    let target = shell::target(root);
    let mut run = Command::new(node);
    run.arg("tests/browser/run.mjs").current_dir(root);
    run.arg("--binary").arg(target.join("release/tongtu"));
    run.arg("--screenshots").arg(target.join("screenshots").join(name));
    run.arg("--chromium").arg(chromium);
    run.args(more);
    let said = shell::show(&mut run)?;
    Ok(count::read(&said.text).exited(said.ok, "the browser tests broke off"))
}
