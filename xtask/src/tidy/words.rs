//! Words: every key in both languages, with the same blanks, used somewhere, and every used key there.

use super::Finding;
use crate::rust;
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

const COMMON: &str = "crates/web/src/";
const LANGUAGES: &[&str] = &["zh-CN", "en"];

/// Looks at every words.toml and at the code and templates beside it.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut books: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in tree.ending("words.toml") {
        match file.text.parse::<toml::Table>() {
            Ok(table) => {
                found.extend(table.iter().flat_map(|(key, entry)| entry_findings(file, key, entry)));
                books.insert(folder(&file.path).to_owned(), table.keys().cloned().collect());
            }
            Err(fault) => found.push(Finding::at(&file.path, 1, fault.message(), "put the text right")),
        }
    }
    let common = books.get(COMMON).cloned().unwrap_or_default();
    for file in tree.files.iter().filter(|file| is_page(file)) {
        found.extend(missing(file, &books, &common));
    }
    for (folder, keys) in &books {
        found.extend(unused(tree, folder, keys));
    }
    found
}

fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |n| &path[..=n])
}

fn is_page(file: &File) -> bool {
    (file.path.ends_with(".rs") || file.path.ends_with(".html")) && !rust::is_test(&file.path)
}

fn entry_findings(file: &File, key: &str, entry: &toml::Value) -> Vec<Finding> {
    let line = line(&file.text, key);
    let mut found = Vec::new();
    let mut blanks: Vec<BTreeSet<String>> = Vec::new();
    for language in LANGUAGES {
        let texts = texts(entry.get(language));
        if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
            found.push(Finding::at(&file.path, line, format!("`{key}` has no {language}"), "say it in both languages"));
            continue;
        }
        blanks.push(texts.iter().flat_map(|text| placeholders(text)).collect());
    }
    if let Some(table) = entry.get("en").and_then(toml::Value::as_table)
        && !table.contains_key("other")
    {
        found.push(Finding::at(&file.path, line, format!("`{key}` lacks the plural form `other` in en"), "give it"));
    }
    if let [zh, en] = &blanks[..]
        && zh != en
    {
        let what = format!("`{key}` has other blanks in zh-CN ({}) than in en ({})", list(zh), list(en));
        found.push(Finding::at(&file.path, line, what, "use the same blanks in both languages"));
    }
    found
}

fn list(blanks: &BTreeSet<String>) -> String {
    blanks.iter().cloned().collect::<Vec<_>>().join(", ")
}

fn texts(entry: Option<&toml::Value>) -> Vec<&str> {
    match entry {
        Some(toml::Value::String(text)) => vec![text],
        Some(toml::Value::Table(forms)) => forms.values().filter_map(toml::Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn placeholders(text: &str) -> Vec<String> {
    let inside = |part: &str| part.split_once('}').map(|(name, _)| name.to_owned());
    text.split('{').skip(1).filter_map(inside).collect()
}

fn line(text: &str, key: &str) -> usize {
    let heads =
        [format!("[{key}]"), format!("{key} ="), format!("\"{key}\" ="), format!("[\"{key}\"]"), format!("{key}=")];
    let here = |line: &str| heads.iter().any(|head| line.trim_start().starts_with(head.as_str()));
    text.lines().position(here).map_or(1, |n| n + 1)
}

/// Keys asked for by `say.t("…")`, `.n("…")`, `.with("…")` that no book in reach has.
fn missing(file: &File, books: &BTreeMap<String, BTreeSet<String>>, common: &BTreeSet<String>) -> Vec<Finding> {
    let own = books.iter().find(|(folder, _)| file.path.starts_with(folder.as_str()));
    let Some((_, own)) = own else { return Vec::new() };
    let text = if file.path.ends_with(".rs") { kept_code(&file.text) } else { file.text.clone() };
    let others: Vec<&BTreeSet<String>> = said_books(&text).iter().filter_map(|name| named_book(books, name)).collect();
    let known = |key: &str| own.contains(key) || common.contains(key) || others.iter().any(|book| book.contains(key));
    let ask = |(at, key): (usize, String)| {
        let todo = "add it to words.toml of this folder, or use a word that is there";
        (!known(&key)).then(|| Finding::at(&file.path, rust::line_of(&text, at), format!("no words for `{key}`"), todo))
    };
    asked(&text).into_iter().filter_map(ask).collect()
}

/// The text without its tests, but with its strings.
fn kept_code(text: &str) -> String {
    let whole = rust::code_only(text);
    let kept = rust::without_tests(&whole);
    let lines = text.lines().zip(whole.lines()).zip(kept.lines());
    lines
        .map(
            |((line, code), left)| {
                if code.trim() == left.trim() && !line.trim_start().starts_with("//") { line } else { "" }
            },
        )
        .fold(String::new(), |text, line| text + line + "\n")
}

fn asked(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for call in [".t(\"", ".n(\"", ".with(\"", ".n_with(\""] {
        for (at, _) in text.match_indices(call) {
            let key: String = text[at + call.len()..].chars().take_while(|c| *c != '"').collect();
            if is_say(&text[..at]) {
                found.push((at, key));
            }
        }
    }
    found
}

/// Does the text end in something that says words: `w`, `say`, `words`, or `say("…")`?
fn is_say(before: &str) -> bool {
    let before = before.trim_end();
    let name = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    if matches!(name, "w" | "say" | "words" | "common") {
        return true;
    }
    before
        .strip_suffix(')')
        .and_then(|rest| rest.rfind('(').map(|n| &rest[..n]))
        .is_some_and(|rest| rest.ends_with("say"))
}

fn said_books(text: &str) -> Vec<String> {
    let inside = |(at, call): (usize, &str)| text[at + call.len()..].chars().take_while(|c| *c != '"').collect();
    text.match_indices("say(\"").map(inside).collect()
}

fn named_book<'a>(books: &'a BTreeMap<String, BTreeSet<String>>, name: &str) -> Option<&'a BTreeSet<String>> {
    books.iter().find(|(folder, _)| folder.ends_with(&format!("/{name}/"))).map(|(_, keys)| keys)
}

/// Keys that nothing in reach mentions: not as a string, nor by the beginning of one that is filled in.
fn unused(tree: &Tree, folder: &str, keys: &BTreeSet<String>) -> Vec<Finding> {
    let reach = if folder == COMMON { "" } else { folder };
    let mut whole: BTreeSet<&str> = BTreeSet::new();
    let (mut starts, mut ends): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for file in tree.files.iter().filter(|file| file.path.starts_with(reach) || file.text.contains(&said(folder))) {
        if file.path.ends_with(".rs") || file.path.ends_with(".html") {
            for text in quoted(file) {
                whole.insert(text);
                starts.extend(text.split_once('{').map(|(start, _)| start).filter(|start| start.len() >= 3));
                ends.extend(text.rsplit_once('}').map(|(_, end)| end).filter(|end| end.len() >= 4));
                starts.extend((text.len() >= 4 && text.ends_with('-')).then_some(text));
            }
        }
    }
    let path = format!("{folder}words.toml");
    let book = tree.find(&path).map_or("", |file| file.text.as_str());
    let filled =
        |key: &str| starts.iter().any(|start| key.starts_with(start)) || ends.iter().any(|end| key.ends_with(end));
    let idle = |key: &&String| !whole.contains(key.as_str()) && !filled(key);
    let tell =
        |key: &String| Finding::at(&path, line(book, key), format!("nothing says `{key}`"), "take it out, or use it");
    keys.iter().filter(idle).map(tell).collect()
}

fn said(folder: &str) -> String {
    let name = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    format!("say(\"{name}\")")
}

fn quoted(file: &File) -> Vec<&str> {
    if file.path.ends_with(".rs") {
        return rust::strings(&file.text).into_iter().map(|(_, text)| text).collect();
    }
    file.text.split('"').filter(|part| part.len() < 120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "features/ground/src/tiers/pages.rs";
    const BOOK: &str = "features/ground/src/tiers/words.toml";

    fn town(page: &str, book: &str) -> Vec<String> {
        let common = ("crates/web/src/words.toml", "[save]\nzh-CN = \"保存\"\nen = \"Save\"\n");
        let shell = ("crates/web/src/shell.html", "{{ w.t(\"save\") }}");
        check(&Tree::of(&[(PAGE, page), (BOOK, book), common, shell])).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn used_and_complete_words_pass() {
        let book = "[tiers-title]\nzh-CN = \"等级\"\nen = \"Tiers\"\n[days]\nzh-CN = \"{n} 天\"\nen = { one = \"{n} day\", other = \"{n} days\" }\n";
        assert_eq!(
            town("fn f() { ctx.say(\"tiers\").t(\"tiers-title\"); say.n(\"days\", 2); say.t(\"save\"); }", book),
            [""; 0]
        );
    }

    #[test]
    fn a_missing_language_or_blank_is_found() {
        assert_eq!(town("w.t(\"a\")", "[a]\nzh-CN = \"甲\"\n"), ["`a` has no en"]);
        assert_eq!(
            town("w.t(\"a\")", "[a]\nzh-CN = \"甲\"\nen = \"A {n}\"\n"),
            ["`a` has other blanks in zh-CN () than in en (n)"]
        );
    }

    #[test]
    fn a_key_that_no_book_has_is_found() {
        assert_eq!(town("w.t(\"b\")", ""), ["no words for `b`"]);
        assert_eq!(town("builder.with(\"b\")", ""), [""; 0]);
        assert_eq!(town("#[cfg(test)]\nmod tests { fn f() { w.t(\"b\") } }", ""), [""; 0]);
    }

    #[test]
    fn a_key_that_nothing_says_is_found_unless_its_start_is_filled_in() {
        let book = "[state-open]\nzh-CN = \"开\"\nen = \"Open\"\n";
        assert_eq!(town("", book), ["nothing says `state-open`"]);
        assert_eq!(town("w.t(&format!(\"state-{name}\"))", book), [""; 0]);
    }
}
