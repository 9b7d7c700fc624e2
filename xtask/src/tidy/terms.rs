//! docs/words.md: one thing, one word, in both languages, with one sentence.

use super::Finding;
use crate::tree::{File, Tree};
use std::collections::BTreeMap;

const PAGE: &str = "docs/words.md";

/// Looks at the tables of docs/words.md: English | 中文 | one sentence.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.find(PAGE) else {
        return vec![Finding::at(PAGE, 1, "is missing", "list the terms: English | 中文 | one sentence")];
    };
    let mut found = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = 0;
    for (n, line) in file.text.lines().enumerate() {
        let Some(cells) = cells(line) else { continue };
        let rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':')));
        let head = file
            .text
            .lines()
            .nth(n + 1)
            .is_some_and(|next| next.trim_start().starts_with("|-") || next.trim_start().starts_with("| -"));
        if rule || head {
            continue;
        }
        rows += 1;
        found.extend(row(file, n + 1, &cells));
        if let Some(first) = seen.insert(cells[0].to_lowercase(), n + 1) {
            found.push(Finding::at(
                PAGE,
                n + 1,
                format!("`{}` is already told in line {first}", cells[0]),
                "keep one of them",
            ));
        }
    }
    if rows == 0 {
        found.push(Finding::at(PAGE, 1, "has no table of terms", "English | 中文 | one sentence"));
    }
    found
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

fn row(file: &File, line: usize, cells: &[&str]) -> Vec<Finding> {
    let tell = |what: String| Finding::at(&file.path, line, what, "English | 中文 | one sentence");
    let mut found = Vec::new();
    if cells.len() != 3 {
        return vec![tell(format!("has {} columns", cells.len()))];
    }
    if cells.iter().any(|cell| cell.is_empty()) {
        found.push(tell("has an empty cell".into()));
    }
    if !cells[1].chars().any(is_chinese) {
        found.push(tell(format!("`{}` is not Chinese", cells[1])));
    }
    if cells[0].chars().any(is_chinese) {
        found.push(tell(format!("`{}` is not English", cells[0])));
    }
    found
}

fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &str) -> Vec<Finding> {
        check(&Tree::of(&[(PAGE, &format!("# Words\n\n| English | 中文 | meaning |\n|---|---|---|\n{rows}"))]))
    }

    #[test]
    fn a_table_of_terms_passes() {
        assert_eq!(found("| case | 办件 | One application on its way. |\n"), []);
    }

    #[test]
    fn each_fault_of_a_row_is_found() {
        assert_eq!(found("| case | 办件 |\n")[0].what, "has 2 columns");
        assert_eq!(found("| case | case | One. |\n")[0].what, "`case` is not Chinese");
        assert_eq!(found("| a | 甲 | One. |\n| A | 乙 | Two. |\n")[0].line, 6);
        assert_eq!(found("")[0].what, "has no table of terms");
    }
}
