//! `cargo xtask new feature|lint NAME`: a whole folder from templates, and its two plain lines of registration.

mod names;
mod register;
mod rehearsal;
mod templates;

use crate::shell;
use anyhow::{Result, bail};
use names::Name;
pub use rehearsal::rehearse;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Flags of `cargo xtask new`.
#[derive(clap::Args)]
pub struct Wish {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// A public service: folder, record, page, table, words and a test
    Feature {
        /// Its name in kebab or snake case, for example `relief`
        name: String,
        /// The group it belongs to
        #[arg(long, default_value = "firms", value_parser = ["ground", "people", "firms", "board"])]
        group: String,
    },
    /// A lint of playbooks: code, prose in both languages, tested examples
    Lint {
        /// Named by the wrong pattern, so that `allow NAME` reads well, for example `circular-proof`
        name: String,
    },
}

/// Lays the folder down and registers it.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let touched = match &wish.what {
        What::Feature { name, group } => feature(root, &Name::read(name)?, group)?,
        What::Lint { name } => lint(root, &Name::read(name)?)?,
    };
    touched.iter().for_each(|path| println!("{}", path.display()));
    let rust = touched.iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let formatted = shell::quiet(Command::new("rustfmt").args(["--edition", "2024"]).args(rust).current_dir(root))?;
    print!("{}", formatted.text);
    println!("now put your own text in; then `cargo xtask gen` and `cargo tidy`");
    Ok(formatted.ok)
}

fn feature(root: &Path, name: &Name, group: &str) -> Result<Vec<PathBuf>> {
    let lib = PathBuf::from(format!("features/{group}/src/lib.rs"));
    let folder = PathBuf::from(format!("features/{group}/src/{}", name.snake()));
    if root.join(&folder).join("mod.rs").exists() {
        bail!("{} is already there", folder.display());
    }
    let text = std::fs::read_to_string(root.join(&lib))?;
    let registered = register::feature(&text, &name.snake());
    let mut touched = Vec::new();
    for (path, text) in templates::feature(name, group) {
        touched.push(write(root, &folder.join(path), &text)?);
    }
    touched.push(write(root, &lib, &registered)?);
    touched.extend(first_of_group(root, group)?);
    Ok(touched)
}

/// What only the first feature of a group adds: where templates lie, and the crates that a page uses.
fn first_of_group(root: &Path, group: &str) -> Result<Vec<PathBuf>> {
    let mut touched = Vec::new();
    let askama = PathBuf::from(format!("features/{group}/askama.toml"));
    if !root.join(&askama).exists() {
        touched.push(write(root, &askama, "[general]\ndirs = [\"src\"]\n")?);
    }
    let manifest = PathBuf::from(format!("features/{group}/Cargo.toml"));
    let text = std::fs::read_to_string(root.join(&manifest))?;
    let whole = register::dependencies(&text, templates::USES);
    if whole != text {
        touched.push(write(root, &manifest, &whole)?);
    }
    Ok(touched)
}

fn lint(root: &Path, name: &Name) -> Result<Vec<PathBuf>> {
    let folder = PathBuf::from("crates/playbook/src/lints");
    let list = folder.join("mod.rs");
    if root.join(&folder).join(name.snake() + ".rs").exists() {
        bail!("lint `{}` is already there", name.kebab());
    }
    let text = std::fs::read_to_string(root.join(&list))?;
    let registered = register::lint(&text, &name.snake())?;
    let mut touched = Vec::new();
    for (path, text) in templates::lint(name) {
        touched.push(write(root, &folder.join(path), &text)?);
    }
    touched.push(write(root, &list, &registered)?);
    Ok(touched)
}

fn write(root: &Path, path: &Path, text: &str) -> Result<PathBuf> {
    let whole = root.join(path);
    if let Some(folder) = whole.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&whole, text)?;
    Ok(path.to_owned())
}
