//! Links between Markdown pages lead to files that are there.

use super::Finding;
use crate::tree::{File, Tree};

/// Looks at every relative link of every Markdown page.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.ending(".md").flat_map(|file| page(tree, file)).collect()
}

fn page(tree: &Tree, file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (n, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for target in targets(line) {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            if path.is_empty() || path.starts_with('/') || has_scheme(path) {
                continue;
            }
            let whole = resolve(&file.path, path);
            if whole.as_deref().is_none_or(|whole| !tree.exists(whole)) {
                found.push(Finding::at(
                    &file.path,
                    n + 1,
                    format!("link to `{target}` leads nowhere"),
                    "name a file that is there",
                ));
            }
        }
    }
    found
}

/// What stands in `](…)`, outside of code marks.
fn targets(line: &str) -> Vec<&str> {
    let plain = |at: usize| line[..at].matches('`').count().is_multiple_of(2);
    let inside = |(at, mark): (usize, &str)| {
        let rest = &line[at + mark.len()..];
        let end = rest.find(')')?;
        plain(at).then(|| rest[..end].split_whitespace().next().unwrap_or_default())
    };
    line.match_indices("](").filter_map(inside).collect()
}

fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+'))
}

fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lead_somewhere_pass() {
        let text = "[a](b.md) [c](../README.md#top) [d](https://example.org) [e](#here) `[f](no.md)` [g](.) [h](/e/cases)\n```\n[i](no.md)\n```\n";
        assert_eq!(check(&Tree::of(&[("docs/a.md", text), ("docs/b.md", ""), ("README.md", "")])), []);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let found = check(&Tree::of(&[("docs/a.md", "\n[a](c.md)\n[b](../../x.md)\n")]));
        assert_eq!(found.iter().map(|f| f.line).collect::<Vec<_>>(), [2, 3]);
    }
}
