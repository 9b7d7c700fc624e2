//! The size ratchet: nothing new above the line, and what is listed may only become smaller.

use super::Finding;
use crate::rust;
use crate::tree::{File, Tree};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The committed list of what is above the line.
pub const RATCHET: &str = "xtask/ratchet.toml";

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 60;

/// Sizes above the line, by path or by `path::function`.
#[derive(Default, serde::Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Ratchet {
    #[serde(default)]
    files: BTreeMap<String, usize>,
    #[serde(default)]
    functions: BTreeMap<String, usize>,
}

/// Measures every file and function and holds them against the line and the list.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let listed = match listed(tree) {
        Ok(listed) => listed,
        Err(why) => return vec![Finding::at(RATCHET, 1, why, "put the text right")],
    };
    let (files, functions) = measured(tree);
    let mut found = Vec::new();
    compare(&files, &listed.files, "file", FILE_LINES_MAX, &mut found);
    compare(&functions, &listed.functions, "function", FUNCTION_LINES_MAX, &mut found);
    found
}

/// The ratchet written again with today's numbers where they are smaller, and how many entries changed.
pub fn tightened(tree: &Tree) -> (String, usize) {
    let listed = listed(tree).unwrap_or_default();
    let (files, functions) = measured(tree);
    let mut text = "# What is above the line of `cargo tidy` (check `sizes`). It may only shrink:\n# `cargo tidy --tighten` writes smaller numbers; nothing is ever added.\n".to_owned();
    let mut changed = 0;
    for (title, old, now) in [("files", &listed.files, &files), ("functions", &listed.functions, &functions)] {
        let _ = writeln!(text, "\n[{title}]");
        for (key, limit) in old {
            let size = now.get(key).map_or(0, |(_, size)| *size).min(*limit);
            changed += usize::from(size != *limit);
            let max = if title == "files" { FILE_LINES_MAX } else { FUNCTION_LINES_MAX };
            if size > max {
                let _ = writeln!(text, "\"{key}\" = {size}");
            }
        }
    }
    (text, changed)
}

fn listed(tree: &Tree) -> Result<Ratchet, String> {
    let text = tree.find(RATCHET).map_or("", |file| file.text.as_str());
    toml::from_str(text).map_err(|fault| fault.message().to_owned())
}

/// Key -> (line, size) for files and for functions.
type Sizes = BTreeMap<String, (usize, usize)>;

fn measured(tree: &Tree) -> (Sizes, Sizes) {
    let (mut files, mut functions) = (Sizes::new(), Sizes::new());
    for file in tree.files.iter().filter(|file| is_code(file)) {
        let is_rust = file.path.ends_with(".rs");
        let lines = if is_rust { rust::lines_without_tests(&file.text) } else { file.text.lines().count() };
        files.insert(file.path.clone(), (1, lines));
        if is_rust {
            let code = rust::without_tests(&rust::code_only(&file.text));
            for function in rust::functions(&code) {
                let size = functions.entry(format!("{}::{}", file.path, function.name)).or_insert((0, 0));
                if function.lines > size.1 {
                    *size = (function.line, function.lines);
                }
            }
        }
    }
    (files, functions)
}

fn is_code(file: &File) -> bool {
    [".rs", ".js", ".mjs"].iter().any(|end| file.path.ends_with(end)) && !rust::is_test(&file.path)
}

fn compare(now: &Sizes, listed: &BTreeMap<String, usize>, kind: &str, max: usize, found: &mut Vec<Finding>) {
    for (key, (line, size)) in now {
        let (path, name) = key.split_once("::").unwrap_or((key, key.rsplit('/').next().unwrap_or(key)));
        let what = format!("{kind} `{name}` has {size} lines");
        match listed.get(key) {
            None if *size > max => {
                found.push(Finding::at(path, *line, what, format!("keep to {max}: split it by idea")));
            }
            Some(limit) if size > limit => {
                found.push(Finding::at(
                    path,
                    *line,
                    what,
                    format!("it is listed with {limit} in {RATCHET} and may not grow"),
                ));
            }
            Some(limit) if size < limit => {
                found.push(Finding::at(
                    path,
                    *line,
                    what,
                    format!("good: run `cargo tidy --tighten` ({limit} is listed)"),
                ));
            }
            _ => {}
        }
    }
    for key in listed.keys().filter(|key| !now.contains_key(*key)) {
        found.push(Finding::at(RATCHET, 1, format!("`{key}` is gone"), "run `cargo tidy --tighten`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(lines: usize) -> String {
        format!("//! A.\n{}", "const A: u8 = 1;\n".repeat(lines - 1))
    }

    fn tree(lines: usize, ratchet: &str) -> Tree {
        Tree::of(&[("a.rs", &long(lines)), (RATCHET, ratchet)])
    }

    #[test]
    fn four_hundred_lines_pass_and_one_more_does_not() {
        assert_eq!(check(&tree(400, "")), []);
        assert_eq!(check(&tree(401, ""))[0].what, "file `a.rs` has 401 lines");
    }

    #[test]
    fn what_is_listed_may_shrink_but_not_grow() {
        assert_eq!(check(&tree(450, "[files]\n\"a.rs\" = 450\n")), []);
        assert!(check(&tree(451, "[files]\n\"a.rs\" = 450\n"))[0].todo.contains("may not grow"));
        assert!(check(&tree(449, "[files]\n\"a.rs\" = 450\n"))[0].todo.contains("--tighten"));
    }

    #[test]
    fn tightening_writes_smaller_numbers_and_never_adds() {
        let (text, changed) = tightened(&tree(449, "[files]\n\"a.rs\" = 450\n\"gone.rs\" = 500\n"));
        assert!(text.contains("\"a.rs\" = 449") && !text.contains("gone.rs"), "{text}");
        assert_eq!(changed, 2);
        assert!(!tightened(&tree(700, "")).0.contains("a.rs"));
    }

    #[test]
    fn a_long_function_is_found_by_name() {
        let body = "    let _ = 1;\n".repeat(60);
        let found = check(&Tree::of(&[("a.rs", &format!("//! A.\nfn big() {{\n{body}}}\n"))]));
        assert_eq!((found[0].what.as_str(), found[0].line), ("function `big` has 62 lines", 2));
    }
}
