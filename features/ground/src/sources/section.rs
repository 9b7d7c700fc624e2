//! One table of `sources.toml`: takes keys out by kind, and tells at the end which were left.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use civic::Text;
use playbook::{Diagnostic, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reading::{Reader, string};

/// A table that is being read.
pub(super) struct Section<'t> {
    table: &'t DeTable<'t>,
    place: Range<usize>,
    name: &'static str,
    asked: BTreeSet<&'static str>,
}

impl<'t> Section<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, place: Range<usize>, name: &'static str) -> Section<'t> {
        Section { table, place, name, asked: BTreeSet::new() }
    }

    /// The key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Where a value stands; the table's own place when it is not there.
    pub(super) fn place(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or_else(|| self.place.clone(), Spanned::span)
    }

    fn take(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.insert(key);
        self.table.get(key)
    }

    fn shape(&self, reader: &mut Reader, key: &str, zh: &str, en: &str) {
        let words = Text::new(format!("`{key}` 应当是{zh}"), format!("`{key}` has to be {en}"));
        let help = Text::new("请按说明改写", "write it as the guide says");
        reader.wrong("wrong-shape", self.place(key), words, help);
    }

    fn missing(&self, reader: &mut Reader, key: &str) {
        let words = Text::new(format!("{} 缺少 `{key}`", self.name), format!("{} has no `{key}`", self.name));
        reader.wrong(
            "missing-key",
            self.place.clone(),
            words,
            Text::new(format!("请补上 `{key}`"), format!("add `{key}`")),
        );
    }

    /// A string that is not empty.
    pub(super) fn text(&mut self, reader: &mut Reader, key: &'static str, required: bool) -> Option<String> {
        let Some(value) = self.take(key) else {
            if required {
                self.missing(reader, key);
            }
            return None;
        };
        let text = string(value.get_ref()).filter(|t| !t.trim().is_empty() && t.len() <= 1_000);
        if text.is_none() {
            self.shape(reader, key, "一段文字", "a text");
        }
        text
    }

    /// A text in both languages.
    pub(super) fn words(&mut self, reader: &mut Reader, key: &'static str) -> Option<Text> {
        let Some(value) = self.take(key) else {
            self.missing(reader, key);
            return None;
        };
        let both = value.get_ref().as_table().and_then(|table| {
            let side = |lang: &str| table.get(lang).and_then(|v| string(v.get_ref())).filter(|t| !t.trim().is_empty());
            Some(Text::new(side("zh-CN")?, side("en")?))
        });
        if both.is_none() {
            self.shape(
                reader,
                key,
                "两种语言的名称：{ zh-CN = \"…\", en = \"…\" }",
                "a name in both languages: { zh-CN = \"…\", en = \"…\" }",
            );
        }
        both
    }

    /// `true` or `false`; absent means no.
    pub(super) fn flag(&mut self, reader: &mut Reader, key: &'static str) -> bool {
        match self.take(key).map(Spanned::get_ref) {
            None => false,
            Some(DeValue::Boolean(yes)) => *yes,
            Some(_) => {
                self.shape(reader, key, " true 或 false", "true or false");
                false
            }
        }
    }

    /// A whole number within bounds.
    pub(super) fn int(&mut self, reader: &mut Reader, key: &'static str, min: i64, max: i64) -> Option<i64> {
        let value = self.take(key)?;
        let number = whole(value.get_ref()).filter(|n| (min..=max).contains(n));
        if number.is_none() {
            self.shape(reader, key, &format!(" {min} 到 {max} 的整数"), &format!("a whole number from {min} to {max}"));
        }
        number
    }

    /// A list of whole numbers within bounds.
    pub(super) fn numbers(&mut self, reader: &mut Reader, key: &'static str, min: i64, max: i64) -> Option<Vec<i64>> {
        let value = self.take(key)?;
        let all = value.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|item| whole(item.get_ref()).filter(|n| (min..=max).contains(n)))
                .collect::<Option<Vec<i64>>>()
        });
        if all.is_none() {
            self.shape(
                reader,
                key,
                &format!(" {min} 到 {max} 的整数列表"),
                &format!("a list of whole numbers from {min} to {max}"),
            );
        }
        all
    }

    /// One of some words.
    pub(super) fn choice<T: Copy>(&mut self, reader: &mut Reader, key: &'static str, known: &[(&str, T)]) -> Option<T> {
        let written = self.text(reader, key, true)?;
        if let Some((_, meant)) = known.iter().find(|(word, _)| *word == written) {
            return Some(*meant);
        }
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let message = Text::new(
            format!("`{key}` 只能是 {}", words.join("、")),
            format!("`{key}` is one of {}", words.join(", ")),
        );
        let found = Diagnostic::error("unknown-word", Span::new(&reader.file, self.place(key)), message);
        reader.found.push(found.did_you_mean(playbook::nearest(&written, words), None));
        None
    }

    /// A table of texts.
    pub(super) fn map(&mut self, reader: &mut Reader, key: &'static str) -> BTreeMap<String, String> {
        let Some(value) = self.take(key) else { return BTreeMap::new() };
        let all = value.get_ref().as_table().and_then(|table| {
            table
                .iter()
                .map(|(k, v)| Some((k.get_ref().to_string(), string(v.get_ref())?)))
                .collect::<Option<BTreeMap<_, _>>>()
        });
        if all.is_none() {
            self.shape(reader, key, "对照表：{ \"1\" = \"low\" }", "a table of texts: { \"1\" = \"low\" }");
        }
        all.unwrap_or_default()
    }

    /// The named tables below a key: name, place, table.
    pub(super) fn tables(
        &mut self,
        reader: &mut Reader,
        key: &'static str,
    ) -> Vec<(String, Range<usize>, &'t DeTable<'t>)> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.shape(reader, key, &format!("表：[{key}.名称]"), &format!("tables: [{key}.NAME]"));
            return Vec::new();
        };
        let mut all: Vec<_> = Vec::new();
        for (name, value) in table.iter() {
            match value.get_ref().as_table() {
                Some(inner) => all.push((name.get_ref().to_string(), name.span(), inner)),
                None => self.shape(reader, key, &format!("表：[{key}.名称]"), &format!("tables: [{key}.NAME]")),
            }
        }
        all.sort_by_key(|(_, span, _)| span.start);
        all
    }

    /// Keys nobody asked for are slips.
    pub(super) fn finish(self, reader: &mut Reader) {
        for (key, _) in self.table.iter().filter(|(key, _)| !self.asked.contains(key.get_ref().as_ref())) {
            let message = Text::new(
                format!("{} 里没有 `{}` 这个键", self.name, key.get_ref()),
                format!("{} has no key `{}`", self.name, key.get_ref()),
            );
            let span = Span::new(&reader.file, key.span());
            let near = playbook::nearest(key.get_ref(), self.asked.iter().copied());
            let found = Diagnostic::error("unknown-key", span.clone(), message);
            reader.found.push(found.did_you_mean(near, near.map(|_| span)));
        }
    }
}

fn whole(value: &DeValue) -> Option<i64> {
    match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}
