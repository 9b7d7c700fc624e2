//! Floors: a crate may use what stands below it, sideways only where it is said, and never up.

use super::Finding;
use crate::tree::{File, Tree};

/// Every crate of the workspace with its floor.
const FLOORS: &[(&str, u8)] = &[
    ("civic", 0),
    ("rules", 0),
    ("unblock", 0),
    ("routing", 0),
    ("credential", 0),
    ("process", 0),
    ("playbook", 1),
    ("store", 2),
    ("web", 2),
    ("ground", 3),
    ("people", 4),
    ("firms", 4),
    ("board", 5),
    ("tongtu", 6),
];

/// Who may use whom on the same floor.
const SIDEWAYS: &[(&str, &str)] = &[
    ("rules", "civic"),
    ("routing", "civic"),
    ("credential", "civic"),
    ("process", "civic"),
    ("process", "unblock"),
    ("web", "store"),
    ("firms", "people"),
];

/// Crates beside the floors: testkit may be used by tests only, the others by nobody.
const BESIDE: &[&str] = &["testkit", "tongtu-fuzz", "xtask"];

/// Looks at the Cargo.toml of every crate.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.ending("/Cargo.toml").filter(|file| !file.path.contains("/fuzz/"));
    manifests.flat_map(crate_findings).collect()
}

fn crate_findings(file: &File) -> Vec<Finding> {
    let Ok(manifest) = file.text.parse::<toml::Table>() else {
        return vec![Finding::at(&file.path, 1, "this is not TOML", "put the text right")];
    };
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let name = name.unwrap_or_default();
    let mut found = Vec::new();
    if floor(name).is_none() && !BESIDE.contains(&name) {
        let todo = "add it to FLOORS in xtask/src/tidy/floors.rs and to ARCHITECTURE.md";
        found.push(Finding::at(&file.path, line(file, "name"), format!("crate `{name}` stands on no floor"), todo));
    }
    for (kind, tests) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
        let Some(used) = manifest.get(kind).and_then(toml::Value::as_table) else { continue };
        for other in used.keys() {
            if let Some((what, todo)) = trouble(name, other, tests) {
                found.push(Finding::at(&file.path, line(file, other), what, todo));
            }
        }
    }
    found
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

fn trouble(name: &str, other: &str, tests: bool) -> Option<(String, String)> {
    if other == "xtask" {
        return Some((
            format!("`{name}` uses xtask"),
            "xtask is for people at the keyboard; move the code down".into(),
        ));
    }
    if other == "testkit" && !tests && !BESIDE.contains(&name) {
        return Some((format!("`{name}` ships testkit"), "move it to [dev-dependencies]".into()));
    }
    if name == other && tests {
        return None; // with a feature that only its own tests switch on
    }
    let (mine, theirs) = (floor(name)?, floor(other)?);
    if theirs < mine || SIDEWAYS.contains(&(name, other)) {
        return None;
    }
    let way = if theirs == mine { "sideways" } else { "up" };
    let what = format!("`{name}` (floor {mine}) uses `{other}` (floor {theirs}): {way}");
    Some((what, "move what both need to a lower floor, or hand it in as a value".into()))
}

fn line(file: &File, key: &str) -> usize {
    let here = |text: &str| text.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    file.text.lines().position(here).map_or(1, |n| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(manifest: &str) -> Vec<Finding> {
        check(&Tree::of(&[("crates/x/Cargo.toml", manifest)]))
    }

    #[test]
    fn down_is_allowed() {
        assert_eq!(
            check_one("[package]\nname = \"web\"\n[dependencies]\ncivic.workspace = true\nstore.workspace = true\n"),
            []
        );
    }

    #[test]
    fn up_is_found_at_its_line() {
        let found = check_one("[package]\nname = \"store\"\n[dependencies]\nground.workspace = true\n");
        assert_eq!((found.len(), found[0].line), (1, 4));
        assert_eq!(found[0].what, "`store` (floor 2) uses `ground` (floor 3): up");
    }

    #[test]
    fn testkit_is_for_tests() {
        assert_eq!(check_one("[package]\nname = \"firms\"\n[dev-dependencies]\ntestkit.workspace = true\n"), []);
        assert_eq!(check_one("[package]\nname = \"web\"\n[dev-dependencies]\nweb.workspace = true\n"), []);
        assert_eq!(check_one("[package]\nname = \"firms\"\n[dependencies]\ntestkit.workspace = true\n").len(), 1);
    }

    #[test]
    fn a_crate_without_a_floor_is_found() {
        assert_eq!(check_one("[package]\nname = \"attic\"\n")[0].what, "crate `attic` stands on no floor");
    }
}
