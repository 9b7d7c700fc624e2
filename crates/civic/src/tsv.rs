//! Reading the embedded tables: tab-separated rows, comments begin with `#`.

/// The rows of a table without its comments, each split at its tabs.
pub fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect())
}
