//! No text names a folder or a host of one machine.

use super::Finding;
use crate::rust;
use crate::tree::Tree;

/// Written in halves, so that this file does not find itself.
const FOLDERS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/t", "mp/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
];
const HOSTS: &[&str] =
    &[concat!("registry.npm", "js.org"), concat!("static.crates", ".io"), concat!("files.python", "hosted.org")];

/// Looks at every text file; tests may make temporary folders.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        if rust::is_test(&file.path) && !file.path.ends_with("lock.json") {
            continue;
        }
        for (n, line) in file.text.lines().enumerate() {
            for word in FOLDERS.iter().filter(|word| names(line, word)) {
                found.push(Finding::at(
                    &file.path,
                    n + 1,
                    format!("names the folder `{word}`"),
                    "take it from the environment or a parameter",
                ));
            }
            for host in HOSTS.iter().filter(|host| line.contains(**host)) {
                found.push(Finding::at(
                    &file.path,
                    n + 1,
                    format!("names the host `{host}`"),
                    "leave addresses to each client's own settings",
                ));
            }
        }
    }
    found
}

/// The folder at the root, not one inside a longer path or an address.
fn names(line: &str, folder: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '*' | ')');
    line.match_indices(folder).any(|(at, _)| !line[..at].ends_with(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_one_machine_is_found() {
        let text = format!("one\nDIR={}me/build\n", "/ho");
        let found = check(&Tree::of(&[("a.md", &text), ("tests/a.rs", &text)]));
        assert_eq!((found.len(), found[0].line), (1, 2));
    }

    #[test]
    fn a_page_of_ours_with_such_a_name_is_not() {
        assert_eq!(check(&Tree::of(&[("a.md", &format!("features{}me/x and {{id}}{}mp/", "/ho", "/t"))])), []);
    }
}
