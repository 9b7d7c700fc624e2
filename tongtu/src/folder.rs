//! Reads a playbook folder from the disk: text files only, bounded in number and size.

use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use playbook::Files;
use playbook::limits::{FILES_MAX, PLAYBOOK_BYTES_MAX};

/// All files below `root` that a playbook may hold (`.toml`, `.md`), by path with `/`.
///
/// # Errors
/// A folder that is not there or cannot be read, or one that is no playbook by its sheer size.
pub fn read(root: &Path) -> anyhow::Result<Files> {
    anyhow::ensure!(root.exists(), "`{}` is not there", root.display());
    anyhow::ensure!(root.is_dir(), "`{}` is a file; name the folder of the playbook", root.display());
    let mut files = Files::new();
    let mut bytes = 0;
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let kind = std::fs::symlink_metadata(&path)?;
            if kind.is_dir() && !is_hidden(&path) {
                folders.push(path);
            } else if kind.is_file() && is_text(&path) {
                bytes += kind.len();
                let fits = bytes <= PLAYBOOK_BYTES_MAX as u64;
                let max = PLAYBOOK_BYTES_MAX >> 20;
                anyhow::ensure!(fits, "more than {max} MiB of text in `{}`: no playbook", root.display());
                anyhow::ensure!(files.len() < FILES_MAX, "more than {FILES_MAX} files in `{}`", root.display());
                let content = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
                files.insert(name(root, &path), content);
            }
        }
    }
    Ok(files)
}

/// The folder as the repository in which the program is run names it: relative to where it is run,
/// with `/`, and nothing for that very place. One that lies elsewhere stays as it was named.
pub fn name_in_repository(root: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let below = root.strip_prefix(&here).unwrap_or(root);
    let parts = below.components().filter(|part| !matches!(part, Component::CurDir));
    parts.collect::<PathBuf>().to_string_lossy().into_owned()
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "toml" || end == "md") && !is_hidden(path)
}

fn name(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
