//! Words: `words.toml` of a feature, both languages side by side, checked and kept for the program's life.
//!
//! ```toml
//! [days-left]
//! zh-CN = "还剩 {n} 个工作日"
//! en = { one = "{n} working day left", other = "{n} working days left" }
//! ```

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use civic::text::Lang;
use toml::{Table as Toml, Value};

/// Words every feature may use without writing them: save, back, sign in, …
pub(crate) const COMMON: &str = include_str!("words.toml");

/// How often one and the same set of unknown keys is remembered before they all look alike.
const MISSING_MAX: usize = 1000;

/// The words of one file.
#[derive(Debug, Default)]
pub(crate) struct Words(HashMap<String, Entry>);

#[derive(Debug)]
struct Entry {
    zh: Forms,
    en: Forms,
}

#[derive(Debug)]
struct Forms {
    one: Option<String>,
    other: String,
}

impl Words {
    /// The text of a key; `n` chooses the plural form.
    pub(crate) fn find(&self, key: &str, lang: Lang, n: Option<i64>) -> Option<&str> {
        let entry = self.0.get(key)?;
        let forms = match lang {
            Lang::Zh => &entry.zh,
            Lang::En => &entry.en,
        };
        match (&forms.one, n) {
            (Some(one), Some(1)) => Some(one),
            _ => Some(&forms.other),
        }
    }
}

/// The words of a file, read once. Wrong entries are left out; [`check`] names them.
pub(crate) fn table(text: &'static str) -> &'static Words {
    static TABLES: LazyLock<Mutex<HashMap<&'static str, &'static Words>>> = LazyLock::new(Mutex::default);
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    tables.entry(text).or_insert_with(|| Box::leak(Box::new(read(text).0)))
}

/// `⟦key⟧`, for a key nobody wrote words for; a test of every page finds it.
pub(crate) fn missing(key: &str) -> &'static str {
    static MISSING: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut all = MISSING.lock().unwrap_or_else(PoisonError::into_inner);
    let shown = format!("⟦{key}⟧");
    if let Some(known) = all.get(shown.as_str()) {
        return known;
    }
    if all.len() >= MISSING_MAX {
        return "⟦?⟧";
    }
    let kept: &'static str = Box::leak(shown.into_boxed_str());
    all.insert(kept);
    kept
}

/// Everything wrong with a `words.toml`: not TOML, a key twice, a language missing, an unknown language or
/// plural form, a `{placeholder}` that only one language has. Empty when all is well.
pub fn check(text: &str) -> Vec<String> {
    read(text).1
}

/// Keys of a `words.toml`, sorted.
pub fn keys(text: &str) -> Vec<String> {
    let mut keys: Vec<String> = read(text).0.0.into_keys().collect();
    keys.sort();
    keys
}

/// The names between braces in a text, in order: `{name}`.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        let Some(close) = rest.find('}') else { break };
        found.push(&rest[..close]);
        rest = &rest[close + 1..];
    }
    found
}

fn read(text: &str) -> (Words, Vec<String>) {
    let mut words = Words::default();
    let mut faults = Vec::new();
    let table = match text.parse::<Toml>() {
        Ok(table) => table,
        Err(error) => return (words, vec![error.to_string().trim_end().to_owned()]),
    };
    for (key, value) in &table {
        match entry(key, value, &mut faults) {
            Some(entry) => {
                words.0.insert(key.clone(), entry);
            }
            None => continue,
        }
    }
    (words, faults)
}

fn entry(key: &str, value: &Value, faults: &mut Vec<String>) -> Option<Entry> {
    let Value::Table(languages) = value else {
        faults.push(format!("`{key}` is not a table with `zh-CN` and `en`"));
        return None;
    };
    for language in languages.keys() {
        if language != "zh-CN" && language != "en" {
            faults.push(format!("`{key}` has the unknown language `{language}`"));
        }
    }
    let zh = forms(key, "zh-CN", languages, faults);
    let en = forms(key, "en", languages, faults);
    let entry = Entry { zh: zh?, en: en? };
    compare_placeholders(key, &entry, faults);
    Some(entry)
}

fn forms(key: &str, language: &str, languages: &Toml, faults: &mut Vec<String>) -> Option<Forms> {
    match languages.get(language) {
        None => {
            faults.push(format!("`{key}` has no `{language}`"));
            None
        }
        Some(Value::String(text)) if text.trim().is_empty() => {
            faults.push(format!("`{key}` has an empty `{language}`"));
            None
        }
        Some(Value::String(text)) => Some(Forms { one: None, other: text.clone() }),
        Some(Value::Table(plural)) => plural_forms(key, language, plural, faults),
        Some(_) => {
            faults.push(format!("`{key}` `{language}` is neither a text nor plural forms"));
            None
        }
    }
}

fn plural_forms(key: &str, language: &str, plural: &Toml, faults: &mut Vec<String>) -> Option<Forms> {
    for form in plural.keys() {
        if form != "one" && form != "other" {
            faults.push(format!("`{key}` `{language}` has the unknown plural form `{form}`"));
        }
    }
    let text = |form: &str| plural.get(form).and_then(Value::as_str).map(str::to_owned);
    let Some(other) = text("other") else {
        faults.push(format!("`{key}` `{language}` has no plural form `other`"));
        return None;
    };
    Some(Forms { one: text("one"), other })
}

fn compare_placeholders(key: &str, entry: &Entry, faults: &mut Vec<String>) {
    let set = |text: &str| -> BTreeSet<String> { placeholders(text).into_iter().map(str::to_owned).collect() };
    let zh = set(&entry.zh.other);
    for forms in [&entry.zh, &entry.en] {
        for (text, is_one) in [(Some(&forms.other), false), (forms.one.as_ref(), true)] {
            let Some(text) = text else { continue };
            for name in zh.symmetric_difference(&set(text)) {
                // "one day left" may leave the number out
                if !(is_one && name == "n") {
                    faults.push(format!("`{key}`: placeholder `{{{name}}}` stands in one text but not in the other"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_complete() {
        assert_eq!(check(COMMON), Vec::<String>::new());
    }

    #[test]
    fn names_everything_wrong_at_once() {
        let text = "plain = \"x\"\n[a]\nzh-CN = \"甲\"\n[b]\nzh-CN = \"{n} 天\"\nen = { many = \"x\" }\n\
                    [c]\nzh-CN = \"{who} 好\"\nen = \"hello {name}\"\n[d]\nzh-CN = \" \"\nen = \"d\"\nfr = \"d\"\n";
        let faults = check(text).join("\n");
        for expected in [
            "`plain` is not a table",
            "`a` has no `en`",
            "`b` `en` has the unknown plural form `many`",
            "`b` `en` has no plural form `other`",
            "placeholder `{name}`",
            "placeholder `{who}`",
            "`d` has an empty `zh-CN`",
            "`d` has the unknown language `fr`",
        ] {
            assert!(faults.contains(expected), "{expected} in:\n{faults}");
        }
    }

    #[test]
    fn a_key_written_twice_is_found() {
        assert!(check("[a]\nzh-CN='甲'\nen='a'\n[a]\nzh-CN='乙'\nen='b'\n")[0].contains("duplicate"));
    }

    #[test]
    fn english_has_a_form_for_one_and_chinese_needs_none() {
        let words = read("[d]\nzh-CN='{n} 天'\nen={one='one day',other='{n} days'}\n");
        assert!(words.1.is_empty());
        assert_eq!(words.0.find("d", Lang::En, Some(1)), Some("one day"));
        assert_eq!(words.0.find("d", Lang::En, Some(0)), Some("{n} days"));
        assert_eq!(words.0.find("d", Lang::Zh, Some(1)), Some("{n} 天"));
    }

    #[test]
    fn an_unknown_key_shows_itself_between_brackets() {
        assert_eq!(missing("no-such-key"), "⟦no-such-key⟧");
    }
}
