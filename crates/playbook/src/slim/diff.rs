//! What changed between two states of files: a unified patch, and lines traced back to where they stood.

use std::collections::BTreeSet;

use similar::{DiffTag, TextDiff};

use crate::source::Files;

/// A unified patch from one state to another; empty when nothing changed. Apply it with `patch -p1`.
pub fn patch(before: &Files, after: &Files) -> String {
    let mut patch = String::new();
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths {
        let text = |files: &Files| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let (there, then) = (text(before), text(after));
        if there != then {
            let side = |side: &str, text: &Option<String>| match text {
                Some(_) => format!("{side}/{path}"),
                None => "/dev/null".to_owned(),
            };
            let (from, to) = (side("a", &there), side("b", &then));
            let (old, new) = (there.unwrap_or_default(), then.unwrap_or_default());
            let diff = TextDiff::from_lines(&*old, &*new);
            patch.push_str(&diff.unified_diff().context_radius(3).header(&from, &to).to_string());
        }
    }
    patch
}

/// The line (from 1) at which a line of the changed file stood in the file as written.
pub(super) fn line_before(before: &Files, after: &Files, path: &str, line: usize) -> usize {
    let text = |files: &Files| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let (Some(old), Some(new)) = (text(before), text(after)) else { return line };
    if old == new {
        return line;
    }
    let diff = TextDiff::from_lines(&old, &new);
    let row = line - 1;
    let found = diff.ops().iter().map(similar::DiffOp::as_tag_tuple).find(|(_, _, now)| now.contains(&row));
    found.map_or(line, |(tag, then, now)| match tag {
        DiffTag::Equal => then.start + (row - now.start) + 1,
        _ => then.start + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_traced_back_over_lines_taken_out_above() {
        let files = |text: &str| Files::from([("a".to_owned(), text.as_bytes().to_vec())]);
        let (before, after) = (files("1\n2\n3\n4\n"), files("1\n4\n"));
        assert_eq!(line_before(&before, &after, "a", 2), 4);
        assert_eq!(patch(&before, &after), "--- a/a\n+++ b/a\n@@ -1,4 +1,2 @@\n 1\n-2\n-3\n 4\n");
        assert_eq!(patch(&before, &before), "");
        assert_eq!(patch(&Files::new(), &files("1\n")), "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+1\n");
        assert_eq!(patch(&files("1\n"), &Files::new()), "--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n");
    }
}
