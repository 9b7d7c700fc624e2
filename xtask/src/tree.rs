//! The project's text files as pairs of path and text, so that every check is a pure function over them.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One committed (or about to be committed) text file.
pub struct File {
    /// Path from the root of the project, with `/` between folders.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// All text files of the project, sorted by path.
#[derive(Default)]
pub struct Tree {
    /// The files; binary ones have an empty text but are there, so that links to them resolve.
    pub files: Vec<File>,
}

impl Tree {
    /// Reads what git tracks or would track.
    pub fn read(root: &Path) -> Result<Tree> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("git could not be started; it lists the project's files")?;
        if !listed.status.success() {
            bail!("git ls-files failed: {}", String::from_utf8_lossy(&listed.stderr).trim());
        }
        let names = String::from_utf8_lossy(&listed.stdout).into_owned();
        let mut paths: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
            files.push(File { path: path.to_owned(), text: String::from_utf8(bytes).unwrap_or_default() });
        }
        Ok(Tree { files })
    }

    /// A tree out of pairs, for tests.
    #[cfg(test)]
    pub fn of(pairs: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File { path: (*path).into(), text: (*text).into() };
        Tree { files: pairs.iter().map(file).collect() }
    }

    /// The file at `path`.
    pub fn find(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Is there a file or a folder at `path`?
    pub fn exists(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty() || self.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
    }

    /// Files whose path ends so.
    pub fn ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.ends_with(end))
    }

    /// Files below a folder, which is written with its closing `/`.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.starts_with(folder))
    }

    /// The feature folders: every `features/GROUP/src/NAME/mod.rs`.
    pub fn features(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for file in self.under("features/") {
            let parts: Vec<&str> = file.path.split('/').collect();
            let [_, group, "src", name, _, ..] = parts[..] else { continue };
            if !places.iter().any(|place| place.group == group && place.name == name) {
                places.push(Place { group: group.into(), name: name.into() });
            }
        }
        places
    }
}

/// Where a feature lives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// `ground`, `people`, `firms` or `board`.
    pub group: String,
    /// The folder's name, which is the feature's name.
    pub name: String,
}

impl Place {
    /// The folder, with its closing `/`.
    pub fn folder(&self) -> String {
        format!("features/{}/src/{}/", self.group, self.name)
    }
}

/// The project's root: the nearest folder above the current one whose Cargo.toml has a workspace.
pub fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    for folder in here.ancestors() {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        if manifest.contains("[workspace]") {
            return Ok(folder.to_owned());
        }
    }
    bail!("no Cargo.toml with [workspace] above {}; run this inside the project", here.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_known_by_its_folder() {
        let tree = Tree::of(&[
            ("features/ground/src/lib.rs", ""),
            ("features/ground/src/regions/mod.rs", ""),
            ("features/ground/src/regions/sql/0010_create_region.sql", ""),
        ]);
        assert_eq!(tree.features(), [Place { group: "ground".into(), name: "regions".into() }]);
        assert_eq!(tree.features()[0].folder(), "features/ground/src/regions/");
    }

    #[test]
    fn folders_exist_through_their_files() {
        let tree = Tree::of(&[("docs/words.md", "")]);
        assert!(tree.exists("docs") && tree.exists("docs/") && tree.exists("docs/words.md"));
        assert!(!tree.exists("doc"));
    }
}
