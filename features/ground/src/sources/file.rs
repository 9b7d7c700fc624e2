//! The file `sources.toml` of a house: read when it opens, written by the administrator's page in one step.

use std::path::{Path, PathBuf};

use anyhow::Context;
use web::App;

use super::reading::{self, Reading};
use super::register::{Set, Setting, known_facts};

/// Reads the file and uses what is sound of it; a file that is not there means no sources.
///
/// # Errors
/// A file that is there and cannot be read.
pub async fn open(app: &App, path: PathBuf) -> anyhow::Result<Reading> {
    let text = read_text(&path)?;
    use_text(app, &text, path).await
}

async fn use_text(app: &App, text: &str, path: PathBuf) -> anyhow::Result<Reading> {
    let reading = judge(app, text, &path).await;
    let set = Set { config: reading.config.clone(), file: Some(path) };
    app.extension::<Setting>().set(set);
    Ok(reading)
}

/// Reads a text as the file would be read, and changes nothing.
pub async fn judge(app: &App, text: &str, path: &Path) -> Reading {
    let region = &app.settings().region;
    let known = known_facts(app, region).await;
    let home = path.parent().unwrap_or(Path::new("."));
    reading::read(text, home, &known, region)
}

/// The text of the file; empty when there is none.
///
/// # Errors
/// A file that is there and cannot be read.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

/// Puts a text that has no errors in the place of the file, and uses it from now on.
///
/// # Errors
/// A folder that cannot be written.
pub async fn replace(app: &App, text: &str, path: PathBuf) -> anyhow::Result<Reading> {
    let part = path.with_extension("toml.part");
    std::fs::write(&part, text).with_context(|| format!("cannot write `{}`", part.display()))?;
    std::fs::rename(&part, &path).with_context(|| format!("cannot replace `{}`", path.display()))?;
    use_text(app, text, path).await
}
