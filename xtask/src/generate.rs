//! `cargo xtask gen`: docs/generated written again from the feature records, by the program itself.

use crate::shell;
use anyhow::Result;
use std::path::Path;

/// Where the generated pages live.
pub const FOLDER: &str = "docs/generated";

/// Flags of `cargo xtask gen`.
#[derive(clap::Args)]
pub struct Wish {
    /// Change nothing; fail when a page is stale
    #[arg(long)]
    check: bool,
}

/// Writes or checks the pages.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    Ok(shell::show(&mut command(root, wish.check))?.ok)
}

/// The call that writes the pages, or only compares them.
pub fn command(root: &Path, check: bool) -> std::process::Command {
    let mut command = shell::cargo(root);
    command.args(["run", "--quiet", "--package", "tongtu", "--", "gen", FOLDER]);
    if check {
        command.arg("--check");
    }
    command
}
