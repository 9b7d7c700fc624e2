//! Declared needs: a feature's code may use another feature only when its record names it, and never its tables.

use super::Finding;
use crate::rust;
use crate::tree::{File, Place, Tree};
use std::collections::BTreeMap;

/// Looks at every feature's code and SQL text.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let features = tree.features();
    let tables = tables(tree, &features);
    let mut found = Vec::new();
    for place in &features {
        let folder = place.folder();
        let needs = needs(tree, place);
        for (line, need) in &needs {
            if !features.iter().any(|other| other.name == *need) {
                let todo = "name a feature folder, or take it out";
                found.push(Finding::at(
                    &format!("{folder}mod.rs"),
                    *line,
                    format!("needs unknown feature `{need}`"),
                    todo,
                ));
            }
        }
        for file in tree.under(&folder).filter(|file| !rust::is_test(&file.path)) {
            if file.path.ends_with(".rs") {
                found.extend(code_findings(file, place, &features, &needs));
            } else if file.path.ends_with(".sql") {
                found.extend(sql_findings(file, place, &tables));
            }
        }
    }
    found
}

/// The names in `needs: &[…]` of the feature's record, each with its line.
fn needs(tree: &Tree, place: &Place) -> Vec<(usize, String)> {
    let Some(file) = tree.find(&format!("{}mod.rs", place.folder())) else { return Vec::new() };
    let code = rust::code_only(&file.text);
    let Some(at) = code.find("needs:") else { return Vec::new() };
    let end = code[at..].find(']').map_or(code.len(), |n| at + n);
    let inside = |(offset, _): &(usize, &str)| *offset > at && *offset < end;
    let names = rust::strings(&file.text).into_iter().filter(inside);
    names.map(|(offset, name)| (rust::line_of(&file.text, offset), name.to_owned())).collect()
}

fn code_findings(file: &File, place: &Place, features: &[Place], needs: &[(usize, String)]) -> Vec<Finding> {
    let code = rust::without_tests(&rust::code_only(&file.text));
    let mut found = Vec::new();
    for other in features.iter().filter(|other| *other != place) {
        let from = if other.group == place.group { "crate" } else { other.group.as_str() };
        for (at, after) in uses(&code, from, &other.name) {
            let line = rust::line_of(&code, at);
            if !needs.iter().any(|(_, need)| *need == other.name) {
                let what = format!("uses feature `{}`, which is not among its needs", other.name);
                let todo = format!("add \"{}\" to `needs` in {}mod.rs, or do without", other.name, place.folder());
                found.push(Finding::at(&file.path, line, what, todo));
            }
            if after.starts_with("::store") {
                let what = format!("reaches into the store of `{}`", other.name);
                found.push(Finding::at(&file.path, line, what, "use what its mod.rs exports"));
            }
        }
    }
    found
}

/// Where `FROM::NAME` or `FROM::{…NAME…}` stands, and what follows it.
fn uses<'a>(code: &'a str, from: &str, name: &str) -> Vec<(usize, &'a str)> {
    let head = format!("{from}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&head) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + head.len()..];
        let group = if rest.starts_with('{') { &rest[..rest.find(';').unwrap_or(rest.len())] } else { "" };
        if let Some(after) = word_at_start(rest, name) {
            found.push((at, after));
        } else if let Some(after) = group.split(['{', ',']).find_map(|item| word_at_start(item.trim_start(), name)) {
            found.push((at, after));
        }
    }
    found
}

fn word_at_start<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.strip_prefix(word).filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Which feature creates which table; views named `<feature>_v_*` are there for all.
fn tables(tree: &Tree, features: &[Place]) -> BTreeMap<String, String> {
    let mut tables = BTreeMap::new();
    for place in features {
        for file in tree.under(&place.folder()).filter(|file| file.path.ends_with(".sql")) {
            let text = super::sql::bare(&file.text).to_lowercase();
            if let Some(rest) = text.trim_start().strip_prefix("create table if not exists ") {
                let name: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                tables.insert(name, place.name.clone());
            }
        }
    }
    tables
}

fn sql_findings(file: &File, place: &Place, tables: &BTreeMap<String, String>) -> Vec<Finding> {
    let text = super::sql::bare(&file.text).to_lowercase();
    let mut found = Vec::new();
    let mut before = String::new();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    for (at, token) in text.match_indices(word).fold(Vec::<(usize, String)>::new(), join) {
        if matches!(before.as_str(), "from" | "join" | "into" | "update")
            && let Some(owner) = tables.get(&token).filter(|owner| **owner != place.name)
        {
            let what = format!("reads or writes table `{token}` of feature `{owner}`");
            let todo = format!("use a view `{owner}_v_…` of that feature, or call what its mod.rs exports");
            found.push(Finding::at(&file.path, rust::line_of(&text, at), what, todo));
        }
        before = token;
    }
    found
}

/// Puts characters that stand side by side together into words.
fn join(mut words: Vec<(usize, String)>, (at, c): (usize, &str)) -> Vec<(usize, String)> {
    match words.last_mut() {
        Some((start, word)) if *start + word.len() == at => word.push_str(c),
        _ => words.push((at, c.to_owned())),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(code: &str, sql: &str) -> Vec<Finding> {
        check(&Tree::of(&[
            ("features/firms/src/approvals/mod.rs", "pub const FEATURE: F = F { needs: &[\"cases\"], };"),
            ("features/firms/src/approvals/pages.rs", code),
            ("features/firms/src/approvals/sql/list.sql", sql),
            ("features/firms/src/relief/mod.rs", "needs: &[]"),
            ("features/ground/src/cases/mod.rs", "needs: &[]"),
            ("features/ground/src/cases/sql/0010_create_case.sql", "CREATE TABLE IF NOT EXISTS case_file (a TEXT);"),
        ]))
    }

    #[test]
    fn what_is_declared_may_be_used() {
        assert_eq!(town("use ground::cases::Case;", "SELECT a FROM cases_v_open"), []);
    }

    #[test]
    fn what_is_not_declared_is_found() {
        let found = town("//!\nuse crate::{relief::Offer, approvals};", "");
        assert_eq!((found.len(), found[0].line), (1, 2));
        assert!(found[0].what.contains("`relief`, which is not among its needs"));
    }

    #[test]
    fn tests_may_use_anything() {
        assert_eq!(town("#[cfg(test)]\nmod tests { use crate::relief; }", ""), []);
    }

    #[test]
    fn the_store_and_the_tables_of_others_are_closed() {
        let found = town("use ground::cases::store::find;", "SELECT 1\nFROM case_file");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|f| f.what == "reaches into the store of `cases`"));
        assert!(found.iter().any(|f| f.line == 2 && f.what.contains("`case_file`")));
    }
}
