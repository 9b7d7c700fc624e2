//! Feature folders: the same names everywhere, and the two plain lines in the group's lib.rs.

use super::Finding;
use crate::rust;
use crate::tree::Tree;

const ALWAYS: &[(&str, &str)] = &[
    ("README.md", "say what the service is, for whom, and on what basis; it is the help page too"),
    ("README.zh-CN.md", "the same text in Chinese; it is the help page too"),
    ("mod.rs", "hold the docs, the FEATURE record and `pub use`"),
    ("words.toml", "hold the words of its pages in both languages"),
];

/// Looks at every feature folder and at the lib.rs of every group.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for place in tree.features() {
        let folder = place.folder();
        for (name, todo) in ALWAYS {
            if tree.find(&format!("{folder}{name}")).is_none_or(|file| file.text.trim().is_empty()) {
                found.push(Finding::at(&format!("{folder}{name}"), 1, "is missing or empty", *todo));
            }
        }
        let path = format!("features/{}/src/lib.rs", place.group);
        let lib = tree.find(&path).map_or(String::new(), |file| rust::code_only(&file.text));
        for line in [format!("pub mod {};", place.name), format!("&{}::FEATURE", place.name)] {
            if !lib.contains(&line) {
                let what = format!("feature `{}` is not registered: no `{line}`", place.name);
                found.push(Finding::at(&path, 1, what, "add the line"));
            }
        }
        if let Some(file) = tree.find(&format!("{folder}mod.rs")) {
            let name = format!("name: \"{}\"", place.name);
            if !file.text.contains(&name) {
                found.push(Finding::at(
                    &file.path,
                    1,
                    format!("the record does not say `{name}`"),
                    "folder and record carry one name",
                ));
            }
            for function in rust::functions(&rust::without_tests(&rust::code_only(&file.text))) {
                if function.lines > 12 && function.name != "routes" {
                    let what = format!("function `{}` holds logic in mod.rs", function.name);
                    found.push(Finding::at(&file.path, function.line, what, "move it to a file named by its idea"));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &[(&str, &str)] = &[
        ("features/ground/src/lib.rs", "pub mod tiers;\npub const ALL: &[&web::Feature] = &[&tiers::FEATURE];"),
        ("features/ground/src/tiers/README.md", "# Tiers"),
        ("features/ground/src/tiers/README.zh-CN.md", "# 风险等级"),
        ("features/ground/src/tiers/mod.rs", "name: \"tiers\""),
        ("features/ground/src/tiers/words.toml", "[a]"),
    ];

    #[test]
    fn a_whole_folder_passes() {
        assert_eq!(check(&Tree::of(WHOLE)), []);
    }

    #[test]
    fn each_missing_part_is_found() {
        for missing in &WHOLE[1..] {
            let rest: Vec<_> = WHOLE.iter().filter(|pair| *pair != missing).copied().collect();
            assert_eq!(check(&Tree::of(&rest)).len(), 1, "without {}", missing.0);
        }
        assert_eq!(check(&Tree::of(&WHOLE[1..])).len(), 2);
    }
}
