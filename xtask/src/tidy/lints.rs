//! Lints: each has its code, its prose in English and in Chinese, and its line in the list.

use super::Finding;
use crate::rust;
use crate::tree::Tree;
use std::collections::BTreeMap;

const FOLDER: &str = "crates/playbook/src/lints/";
const ENDS: &[&str] = &[".zh-CN.md", ".md", ".rs"];

/// Looks at the folder of lints.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let listed = tree.find(&format!("{FOLDER}mod.rs")).map_or(String::new(), |file| rust::code_only(&file.text));
    let mut lints: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for file in tree.under(FOLDER) {
        let name = &file.path[FOLDER.len()..];
        let Some((stem, end)) = ENDS.iter().find_map(|end| Some((name.strip_suffix(end)?, *end))) else { continue };
        if !name.contains('/') && !matches!(stem, "mod" | "README") {
            lints.entry(stem.replace('-', "_")).or_default().push(end);
        }
    }
    // A helper file of code alone, without any prose and not in the list, is no lint.
    lints.retain(|stem, ends| ends != &[".rs"] || listed.contains(&format!("&{stem}::")));
    let mut found = Vec::new();
    for (stem, ends) in lints {
        for end in ENDS.iter().filter(|end| !ends.contains(end)) {
            let name = if *end == ".rs" { stem.clone() } else { stem.replace('_', "-") };
            let path = format!("{FOLDER}{name}{end}");
            found.push(Finding::at(
                &path,
                1,
                format!("lint `{stem}` lacks this file"),
                "a lint is code, prose and 说明 in one place",
            ));
        }
        if !listed.contains(&format!("mod {stem};")) || !listed.contains(&format!("{stem}::")) {
            let todo = format!("add `mod {stem};` and its entry in ALL");
            found.push(Finding::at(&format!("{FOLDER}mod.rs"), 1, format!("lint `{stem}` is not in the list"), todo));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOD: (&str, &str) =
        ("crates/playbook/src/lints/mod.rs", "mod no_basis;\nconst ALL: &[&Lint] = &[&no_basis::LINT];");

    #[test]
    fn three_files_and_a_line_make_a_lint() {
        let all = [
            MOD,
            ("crates/playbook/src/lints/no_basis.rs", ""),
            ("crates/playbook/src/lints/no-basis.md", ""),
            ("crates/playbook/src/lints/no-basis.zh-CN.md", ""),
            ("crates/playbook/src/lints/walk.rs", ""),
        ];
        assert_eq!(check(&Tree::of(&all)), []);
        assert_eq!(check(&Tree::of(&all[..3]))[0].file, "crates/playbook/src/lints/no-basis.zh-CN.md");
        assert_eq!(check(&Tree::of(&all[1..])).len(), 1);
    }
}
